-- The base as it was first built. Frozen: changes come as the next numbered file.
-- Every versioned table carries the batch that opened a row and the batch that closed it; a current row has no closing batch.

CREATE TABLE meta (name VARCHAR PRIMARY KEY, value VARCHAR);
CREATE TABLE counters (prefix VARCHAR PRIMARY KEY, last BIGINT NOT NULL);

CREATE TABLE batches (
    number INTEGER PRIMARY KEY,
    command VARCHAR NOT NULL,
    file VARCHAR,
    hash VARCHAR,
    dated DATE,
    who VARCHAR,
    "at" TIMESTAMP NOT NULL,
    mapping VARCHAR,
    counts VARCHAR,
    undoes INTEGER,
    undone INTEGER
);

CREATE TABLE customers (
    id VARCHAR NOT NULL,
    opened INTEGER NOT NULL,
    closed INTEGER,
    "customer_no" VARCHAR,
    "name" VARCHAR,
    "kind" VARCHAR,
    "contact_name" VARCHAR,
    "mobile" VARCHAR,
    "phone_alt" VARCHAR,
    "wechat" VARCHAR,
    "gender" VARCHAR,
    "birthday" DATE,
    "id_number" VARCHAR,
    "company" VARCHAR,
    "province" VARCHAR,
    "city" VARCHAR,
    "district" VARCHAR,
    "address" VARCHAR,
    "source" VARCHAR,
    "sales_adviser" VARCHAR,
    "service_adviser" VARCHAR,
    "store" VARCHAR,
    "industry" VARCHAR,
    "business_mode" VARCHAR,
    "ownership" VARCHAR,
    "units_stated" BIGINT,
    "buying_power" VARCHAR,
    "referred_by" VARCHAR,
    "consent" BOOLEAN,
    "do_not_contact" BOOLEAN,
    "tags" VARCHAR,
    "remark" VARCHAR,
    other MAP(VARCHAR, VARCHAR)
);

CREATE TABLE vehicles (
    id VARCHAR NOT NULL,
    opened INTEGER NOT NULL,
    closed INTEGER,
    "plate" VARCHAR,
    "vin" VARCHAR,
    "engine_no" VARCHAR,
    "brand" VARCHAR,
    "series" VARCHAR,
    "model" VARCHAR,
    "color" VARCHAR,
    "purchase_date" DATE,
    "delivery_date" DATE,
    "register_date" DATE,
    "price" DECIMAL(14,2),
    "mileage" BIGINT,
    "next_service" DATE,
    "insurance_end" DATE,
    "ctpl_end" DATE,
    "insurer" VARCHAR,
    "inspection_end" DATE,
    "warranty_end" DATE,
    "relation" VARCHAR,
    "store" VARCHAR,
    other MAP(VARCHAR, VARCHAR)
);

CREATE TABLE leads (
    id VARCHAR NOT NULL,
    opened INTEGER NOT NULL,
    closed INTEGER,
    customer VARCHAR,
    "level" VARCHAR,
    "intent_model" VARCHAR,
    "rival_model" VARCHAR,
    "source" VARCHAR,
    "adviser" VARCHAR,
    "expected_date" DATE,
    "opened_on" DATE,
    "closed_on" DATE,
    "stage" VARCHAR,
    "lost_reason" VARCHAR,
    "remark" VARCHAR,
    other MAP(VARCHAR, VARCHAR)
);

CREATE TABLE visits (
    id VARCHAR NOT NULL,
    opened INTEGER NOT NULL,
    closed INTEGER,
    customer VARCHAR,
    vehicle VARCHAR,
    "order_no" VARCHAR,
    "date" DATE,
    "repair_type" VARCHAR,
    "mileage" BIGINT,
    "amount" DECIMAL(14,2),
    "cost" DECIMAL(14,2),
    "adviser" VARCHAR,
    "store" VARCHAR,
    "remark" VARCHAR,
    other MAP(VARCHAR, VARCHAR)
);

CREATE TABLE contacts (
    id VARCHAR NOT NULL,
    opened INTEGER NOT NULL,
    closed INTEGER,
    customer VARCHAR,
    vehicle VARCHAR,
    lead VARCHAR,
    "at" TIMESTAMP,
    "by" VARCHAR,
    "channel" VARCHAR,
    "purpose" VARCHAR,
    "outcome" VARCHAR,
    "level" VARCHAR,
    "next_date" DATE,
    "objection" VARCHAR,
    "lost_reason" VARCHAR,
    "score" BIGINT,
    "note" VARCHAR,
    "tasks" VARCHAR,
    other MAP(VARCHAR, VARCHAR)
);

-- All identifiers a customer ever had: type is phone, id_number, wechat or customer_no.
CREATE TABLE keys (customer VARCHAR NOT NULL, type VARCHAR NOT NULL, value VARCHAR NOT NULL, opened INTEGER NOT NULL, closed INTEGER);

-- Who keeps a vehicle from when to when.
CREATE TABLE ownerships (vehicle VARCHAR NOT NULL, customer VARCHAR NOT NULL, since DATE, until DATE, opened INTEGER NOT NULL, closed INTEGER);

-- Two customers who may be one, with the reasons; nobody has decided yet.
CREATE TABLE doubts (a VARCHAR NOT NULL, b VARCHAR NOT NULL, reasons VARCHAR, opened INTEGER NOT NULL, closed INTEGER);

-- A hand-made next date, a snooze, or a skip of one reason (its key).
CREATE TABLE plans (customer VARCHAR NOT NULL, day DATE, kind VARCHAR NOT NULL, key VARCHAR, why VARCHAR, "by" VARCHAR, opened INTEGER NOT NULL, closed INTEGER);

CREATE TABLE runs (batch INTEGER NOT NULL, day DATE NOT NULL, book VARCHAR NOT NULL, source VARCHAR, text VARCHAR NOT NULL, counts VARCHAR);
CREATE TABLE assessments (customer VARCHAR NOT NULL, rating VARCHAR NOT NULL, class VARCHAR, "row" INTEGER, opened INTEGER NOT NULL, closed INTEGER);

-- Append-only: where every version came from.
CREATE TABLE origins (batch INTEGER NOT NULL, collection VARCHAR NOT NULL, record VARCHAR NOT NULL, file VARCHAR, sheet VARCHAR, "row" INTEGER);

CREATE TABLE custom_columns (collection VARCHAR NOT NULL, name VARCHAR NOT NULL, kind VARCHAR NOT NULL, PRIMARY KEY (collection, name));
CREATE TABLE mappings (headers VARCHAR PRIMARY KEY, mapping VARCHAR NOT NULL, batch INTEGER NOT NULL);
