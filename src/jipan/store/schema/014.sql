-- Whom a batch was about that was taken away again: its rows are gone, that it happened is not.
CREATE TABLE taken_back (batch INTEGER NOT NULL, customer VARCHAR NOT NULL, "at" TIMESTAMP NOT NULL, who VARCHAR);
