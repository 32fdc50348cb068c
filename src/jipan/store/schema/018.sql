-- Which kind of document an ID number stands on, and the team of a customer's adviser.
ALTER TABLE customers ADD COLUMN "id_type" VARCHAR;
ALTER TABLE customers ADD COLUMN "team" VARCHAR;
