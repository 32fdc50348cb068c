-- The tasks that are wanted, in the order of urgency; `over` are more than their adviser can do in a day.
CREATE OR REPLACE TEMP TABLE followups_chosen AS
WITH counted AS (
    SELECT customer, "day", complaint, priority, due, adviser, store, channel, purposes, level, {over} AS over
    FROM followups_sheet
)
SELECT
    customer, "day", due, over,
    row_number() OVER (PARTITION BY over ORDER BY NOT complaint, priority, due, customer, "day") AS place
FROM counted
WHERE {picked};
