-- What a dealer trades in beside vehicles and visits, and what a distributor is followed by.

ALTER TABLE customers ADD COLUMN "contract_since" DATE;
ALTER TABLE customers ADD COLUMN "contract_until" DATE;
ALTER TABLE customers ADD COLUMN "ended_on" DATE;
ALTER TABLE customers ADD COLUMN "ended_why" VARCHAR;
ALTER TABLE customers ADD COLUMN "credit_limit" DECIMAL(14,2);
ALTER TABLE customers ADD COLUMN "credit_term" BIGINT;
ALTER TABLE customers ADD COLUMN "sued" BOOLEAN;
ALTER TABLE customers ADD COLUMN "turnover" DECIMAL(14,2);
ALTER TABLE customers ADD COLUMN "main_brands" VARCHAR;
ALTER TABLE customers ADD COLUMN "our_share" DOUBLE;

CREATE TABLE orders (
    id VARCHAR NOT NULL,
    opened INTEGER NOT NULL,
    closed INTEGER,
    customer VARCHAR,
    vehicle VARCHAR,
    "order_no" VARCHAR,
    "date" DATE,
    "model" VARCHAR,
    "quantity" BIGINT,
    "amount" DECIMAL(14,2),
    "deposit" DECIMAL(14,2),
    "expected_delivery" DATE,
    "delivered_on" DATE,
    "state" VARCHAR,
    "adviser" VARCHAR,
    "store" VARCHAR,
    "remark" VARCHAR,
    other MAP(VARCHAR, VARCHAR)
);

CREATE TABLE purchases (
    id VARCHAR NOT NULL,
    opened INTEGER NOT NULL,
    closed INTEGER,
    customer VARCHAR,
    vehicle VARCHAR,
    "purchase_no" VARCHAR,
    "date" DATE,
    "product" VARCHAR,
    "category" VARCHAR,
    "quantity" BIGINT,
    "amount" DECIMAL(14,2),
    "cost" DECIMAL(14,2),
    "adviser" VARCHAR,
    "store" VARCHAR,
    "remark" VARCHAR,
    other MAP(VARCHAR, VARCHAR)
);

CREATE TABLE policies (
    id VARCHAR NOT NULL,
    opened INTEGER NOT NULL,
    closed INTEGER,
    customer VARCHAR,
    vehicle VARCHAR,
    "policy_no" VARCHAR,
    "type" VARCHAR,
    "renewal" VARCHAR,
    "insurer" VARCHAR,
    "start_date" DATE,
    "end_date" DATE,
    "amount" DECIMAL(14,2),
    "adviser" VARCHAR,
    "store" VARCHAR,
    "remark" VARCHAR,
    other MAP(VARCHAR, VARCHAR)
);

CREATE TABLE payments (
    id VARCHAR NOT NULL,
    opened INTEGER NOT NULL,
    closed INTEGER,
    customer VARCHAR,
    "payment_no" VARCHAR,
    "date" DATE,
    "planned" DECIMAL(14,2),
    "amount" DECIMAL(14,2),
    "owed" DECIMAL(14,2),
    "overdue_days" BIGINT,
    "remark" VARCHAR,
    other MAP(VARCHAR, VARCHAR)
);

CREATE TABLE pickups (
    id VARCHAR NOT NULL,
    opened INTEGER NOT NULL,
    closed INTEGER,
    customer VARCHAR,
    "pickup_no" VARCHAR,
    "date" DATE,
    "product" VARCHAR,
    "quantity" BIGINT,
    "amount" DECIMAL(14,2),
    "cost" DECIMAL(14,2),
    "policy" VARCHAR,
    "remark" VARCHAR,
    other MAP(VARCHAR, VARCHAR)
);

CREATE TABLE shipments (
    id VARCHAR NOT NULL,
    opened INTEGER NOT NULL,
    closed INTEGER,
    customer VARCHAR,
    "shipment_no" VARCHAR,
    "date" DATE,
    "product" VARCHAR,
    "quantity" BIGINT,
    "amount" DECIMAL(14,2),
    "carrier" VARCHAR,
    "freight" DECIMAL(14,2),
    "arrived_on" DATE,
    "remark" VARCHAR,
    other MAP(VARCHAR, VARCHAR)
);

CREATE TABLE outlets (
    id VARCHAR NOT NULL,
    opened INTEGER NOT NULL,
    closed INTEGER,
    customer VARCHAR,
    "title" VARCHAR,
    "brand" VARCHAR,
    "type" VARCHAR,
    "mode" VARCHAR,
    "area" VARCHAR,
    "units" BIGINT,
    "turnover" DECIMAL(14,2),
    "opened_on" DATE,
    "address" VARCHAR,
    "remark" VARCHAR,
    other MAP(VARCHAR, VARCHAR)
);

CREATE TABLE stock (
    id VARCHAR NOT NULL,
    opened INTEGER NOT NULL,
    closed INTEGER,
    customer VARCHAR,
    "date" DATE,
    "outlet" VARCHAR,
    "product" VARCHAR,
    "quantity" BIGINT,
    "amount" DECIMAL(14,2),
    "in_since" DATE,
    "remark" VARCHAR,
    other MAP(VARCHAR, VARCHAR)
);
