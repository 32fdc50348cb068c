-- The open steps that contacts have answered or that people have skipped: their keys name them, whatever date they were counted from.
CREATE OR REPLACE TEMP TABLE followups_closed AS
WITH keys AS (
    SELECT customer, unnest(string_split(tasks, ' ')) AS key
    FROM ({contacts})
    WHERE tasks IS NOT NULL AND (outcome IS NULL OR outcome NOT IN {unreached})
    UNION ALL
    SELECT customer, key FROM followups_plans WHERE kind = 'skip'
)
SELECT DISTINCT f.subject, f.occasion
FROM keys k
JOIN followups_found f ON f.customer = k.customer AND f.stem = left(k.key, {length})
JOIN followups_occasions o ON o.occasion = f.occasion
WHERE k.key LIKE 'T_________%' AND least(({code} - o.code) & {days}, (o.code - {code}) & {days}) <= o.forgiven;

-- What is left: not answered, not held back. The smaller `urgency`, the sooner: by priority, then by day, then as the book and the ids
-- have it.
CREATE OR REPLACE TEMP TABLE followups_reasons AS
WITH held AS (
    SELECT
        f.*, o.course, o.priority, o.due, o.closes,
        CASE WHEN coalesce(m."open", f."until") > o.due THEN coalesce(m."open", f."until") END AS held
    FROM followups_found f
    JOIN followups_occasions o ON o.occasion = f.occasion
    LEFT JOIN followups_moves m ON m."day" = f."until"
    WHERE NOT EXISTS (FROM followups_closed k WHERE k.subject = f.subject AND k.occasion = f.occasion)
),
dated AS (
    SELECT * EXCLUDE (due), coalesce(held, due) AS due, greatest(coalesce(held, due), DATE '{first_open}') AS "day" FROM held
)
SELECT
    customer, subject, occasion, course, stem, marketing, complaint, due, "day",
    closes < DATE '{today}' AS lapsed,
    (marketing AND date_diff('day', marketed, "day") < {gap}) IS TRUE AS capped,
    ((priority::HUGEINT << 82) + (date_diff('day', DATE '0001-01-01', due)::HUGEINT << 60))
        + (occasion::HUGEINT << 40) + coalesce(try_cast(substr(subject, 2) AS BIGINT), 0) AS urgency
FROM dated
WHERE closes < DATE '{today}' OR due <= least(DATE '{last}', closes);
