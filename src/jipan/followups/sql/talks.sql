-- The last contacts with each customer: of any kind, answered, answered for marketing. A contact without an outcome was
-- answered: nobody notes a call for nothing.
CREATE OR REPLACE TEMP TABLE followups_talks AS
SELECT
    customer,
    max("at") AS tried,
    max("at") FILTER (answered) AS answered,
    max("at") FILTER (answered AND purpose = 'marketing') AS marketed
FROM (
    SELECT customer, "at", outcome, purpose, outcome IS NULL OR outcome NOT IN {unreached} AS answered
    FROM ({contacts})
    WHERE "at" IS NOT NULL
)
GROUP BY customer;

-- Next dates agreed with customers, snoozes and skips.
CREATE OR REPLACE TEMP TABLE followups_plans AS
SELECT customer, "day"::DATE AS "day", kind, key, why FROM ({plans});

-- Who wants no more of a channel; of any, where none is named.
CREATE OR REPLACE TEMP TABLE followups_optouts AS
FROM ({optouts});
