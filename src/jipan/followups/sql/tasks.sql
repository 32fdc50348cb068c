-- A customer gets one marketing contact, then none for the length of the gap.
CREATE OR REPLACE TEMP TABLE followups_beyond AS
SELECT customer, subject, occasion, due
FROM (
    SELECT *, count(*) OVER (
        PARTITION BY customer ORDER BY "day" RANGE BETWEEN INTERVAL {window} DAY PRECEDING AND INTERVAL 1 DAY PRECEDING
    ) AS before
    FROM followups_reasons
    WHERE marketing AND NOT capped AND NOT lapsed
)
WHERE before > 0
UNION ALL
SELECT customer, subject, occasion, due FROM followups_reasons WHERE capped AND NOT lapsed;

-- The reasons that fall on the days asked for; `nth` in the task of its customer's day, which
-- is one for each of his vehicles (`part`) where that was asked for.
CREATE OR REPLACE TEMP TABLE followups_tasks AS
SELECT *, row_number() OVER (PARTITION BY customer, "day", part ORDER BY urgency, subject) AS nth
FROM (
    SELECT *, {part} AS part FROM followups_reasons WHERE NOT lapsed AND due <= DATE '{last}' AND ({overdue} OR due >= DATE '{first}')
) r
WHERE NOT (marketing AND EXISTS (
    FROM followups_beyond b WHERE b.customer = r.customer AND b.subject = r.subject AND b.occasion = r.occasion
));
CREATE OR REPLACE TEMP VIEW followups_capped AS
FROM followups_beyond WHERE due <= DATE '{last}' AND ({overdue} OR due >= DATE '{first}');
