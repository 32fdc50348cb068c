-- What came of contacts: cases to be brought to an end, and the level that a lead had before.

CREATE TABLE cases (
    id VARCHAR NOT NULL,
    opened INTEGER NOT NULL,
    closed INTEGER,
    customer VARCHAR,
    vehicle VARCHAR,
    lead VARCHAR,
    "kind" VARCHAR,
    "what" VARCHAR,
    "adviser" VARCHAR,
    "opened_on" DATE,
    "due" DATE,
    "closed_on" DATE,
    "outcome" VARCHAR,
    "resolution" VARCHAR,
    "cost" DECIMAL(14,2),
    "revenue_after" DECIMAL(14,2),
    "contact" VARCHAR,
    other MAP(VARCHAR, VARCHAR)
);

ALTER TABLE contacts ADD COLUMN "level_was" VARCHAR;
