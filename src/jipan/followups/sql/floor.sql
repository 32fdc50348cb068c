-- Whom a calendar month would leave with too few contacts, and on which day to make the one that lacks: not enough of them by the end of
-- the part that is next, and the next turn of the cadence comes too late for it. Who began in the middle of a month owes nothing for the
-- parts before.
(WITH turns AS (
    SELECT *, (date_trunc('month', anchor) - to_months(((year(anchor) * 12 + month(anchor) - 1) % {months})::INTEGER))::DATE AS start
    FROM ({turning})
    WHERE anchor <> DATE '{never}'
),
periods AS (
    SELECT t.*, {since} AS since, (start + INTERVAL {months} MONTH)::DATE AS beyond, date_diff('day', start, beyond) AS days
    FROM turns t
    JOIN followups_{of} s ON s.id = t.subject
),
talked AS (
    SELECT p.course, p.subject, list(DISTINCT c."at"::DATE) AS days
    FROM periods p
    JOIN ({contacts}) c ON c.customer = p.customer AND c."at"::DATE BETWEEN greatest(p.start, coalesce(p.since, p.start)) AND p.anchor
    WHERE c.outcome IS NULL OR c.outcome NOT IN {unreached}
    GROUP BY p.course, p.subject
),
counted AS (
    SELECT p.*, len(list_distinct(list_append(coalesce(k.days, []), p.anchor)))
        + CASE WHEN p.since > p.start THEN ((date_diff('day', p.start, p.since) + 1) * {count} - 1) // p.days ELSE 0 END AS reached,
        p.start + ((reached + 1) * p.days // {count} - 1)::INTEGER AS part
    FROM periods p
    LEFT JOIN talked k ON k.course = p.course AND k.subject = p.subject
),
ending AS (
    SELECT *, {turn} AS turn, CASE
            WHEN reached < {count} AND part > anchor THEN part
            WHEN reached < {count} AND beyond - 1 > anchor THEN beyond - 1
            ELSE beyond + (date_diff('day', beyond, (beyond + INTERVAL {months} MONTH)::DATE) // {count} - 1)::INTEGER
        END AS ends
    FROM counted
)
SELECT course, subject, customer, greatest(ends - {ahead}, anchor + 1) AS "day" FROM ending WHERE turn IS NULL OR turn > ends)
