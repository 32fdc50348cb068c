-- A customer gets one marketing contact, then none for the length of the gap.
CREATE OR REPLACE TEMP TABLE followups_beyond AS
SELECT customer, subject, occasion
FROM (
    SELECT *, count(*) OVER (
        PARTITION BY customer ORDER BY "day" RANGE BETWEEN INTERVAL {gap} DAY PRECEDING AND INTERVAL 1 DAY PRECEDING
    ) AS before
    FROM followups_reasons
    WHERE marketing AND NOT capped AND NOT lapsed
)
WHERE before > 0
UNION ALL
SELECT customer, subject, occasion FROM followups_reasons WHERE capped AND NOT lapsed;

-- The reasons that fall on the days asked for.
CREATE OR REPLACE TEMP TABLE followups_tasks AS
SELECT r.customer, r."day", r.subject, r.occasion, r.course, r.stem, r.held, r.due, r.urgency, b.customer IS NOT NULL AS beyond
FROM followups_reasons r
CROSS JOIN followups_day d
LEFT JOIN followups_beyond b ON r.marketing AND b.customer = r.customer AND b.subject = r.subject AND b.occasion = r.occasion
WHERE NOT r.lapsed AND r.due <= d.last AND (d.overdue OR r.due >= d.first);
