-- What is left of the open steps: allowed, not answered, not held back, not overruled by a date agreed with the customer. The smaller
-- `urgency`, the sooner: by priority, then by day, then as the book and the ids have it.
CREATE OR REPLACE TEMP TABLE followups_reasons AS
WITH who AS MATERIALIZED (
    SELECT
        p.id, m."open", t.marketed::DATE AS marketed,
        p.consent IS TRUE AND p.id NOT IN (SELECT customer FROM followups_complaining) AS agrees,
        p.id IN (SELECT customer FROM followups_promised) AS promised
    FROM followups_people p
    LEFT JOIN followups_talks t ON t.customer = p.id
    LEFT JOIN followups_held h ON h.customer = p.id
    LEFT JOIN followups_moves m ON m."day" = h."until"
),
named AS (
    SELECT
        f.subject, f.customer, o.occasion, o.due, o.closes, o.code, o.forgiven, c.course, c.priority,
        c.purpose = 'marketing' AS marketing, w.marketed,
        CASE WHEN w."open" > o.due THEN w."open" END AS held,
        {stem} AS stem
    FROM followups_found f
    JOIN followups_occasions o ON o.occasion = f.occasion
    JOIN followups_courses c ON c.course = o.course
    JOIN who w ON w.id = f.customer
    WHERE NOT (c.levelled AND w.promised) AND (c.purpose <> 'marketing' OR w.agrees)
),
allowed AS (
    SELECT *
    FROM named n
    WHERE NOT EXISTS (
        FROM followups_closed k
        WHERE k.customer = n.customer AND k.stem = n.stem
            AND least((k.code - n.code) & {days}, (n.code - k.code) & {days}) <= n.forgiven
    )
)
SELECT
    a.customer, a.subject, a.occasion, a.course, a.stem, a.held, a.marketing,
    coalesce(a.held, a.due) AS due,
    greatest(coalesce(a.held, a.due), d.first_open) AS "day",
    a.closes < d.today AS lapsed,
    (a.marketing AND date_diff('day', a.marketed, greatest(coalesce(a.held, a.due), d.first_open)) < d.gap) IS TRUE AS capped,
    ((a.priority::HUGEINT << 82) + (date_diff('day', DATE '0001-01-01', coalesce(a.held, a.due))::HUGEINT << 60))
        + (a.occasion::HUGEINT << 40) + coalesce(try_cast(substr(a.subject, 2) AS BIGINT), 0) AS urgency
FROM allowed a
CROSS JOIN followups_day d
WHERE a.closes < d.today OR coalesce(a.held, a.due) <= least(d.last, a.closes);
