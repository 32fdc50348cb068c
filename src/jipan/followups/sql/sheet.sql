-- A call sheet: one row per task, as people read it, with what it is ordered by.
CREATE OR REPLACE TEMP TABLE followups_sheet AS
WITH listed AS (
    SELECT
        t.customer, t."day", t.part, t.course, t.nth, t.due, t.stem || w.tail AS key, o.step, w.planned AS stated, {noted} AS noted
    FROM followups_tasks t
    JOIN followups_occasions o ON o.occasion = t.occasion
    JOIN followups_chosen c ON c.customer = t.customer AND c."day" = t."day" AND c.part = t.part
        AND c.reasons > 1 AND NOT c.over
    JOIN followups_words w ON w.occasion = t.occasion
    LEFT JOIN followups_about q ON q.id = t.subject
    LEFT JOIN followups_agreed a ON a.customer = t.customer AND a.occasion = t.occasion
),
parts AS (
    SELECT customer, "day", part, min(nth) AS nth, arg_min({moved}, nth) AS why, count(*) AS alike,
        list({{'nth': nth, 'key': key}}) AS keys
    FROM listed
    GROUP BY customer, "day", part, course, step
),
several AS (
    SELECT customer, "day", part, string_agg(CASE WHEN alike > 1 THEN {alike} ELSE why END, '{join}' ORDER BY nth) AS why,
        array_to_string(list_transform(list_sort(flatten(list(keys))), lambda one: one.key), ' ') AS keys
    FROM parts
    GROUP BY customer, "day", part
),
noted AS (
    SELECT
        c.*, y.shown, k.classes, e.measures, l.outcome, l.note, coalesce(s.keys, c.stem || w.tail) AS keys,
        s.why AS several, w.planned AS stated, {noted} AS noted
    FROM followups_chosen c
    JOIN followups_words w ON w.occasion = c.occasion
    LEFT JOIN followups_about q ON q.id = c.subject
    LEFT JOIN followups_agreed a ON a.customer = c.customer AND a.occasion = c.occasion
    LEFT JOIN several s ON s.customer = c.customer AND s."day" = c."day" AND s.part = c.part
    LEFT JOIN followups_times y ON y.said = c.pref_time
    LEFT JOIN followups_recent l ON l.customer = c.customer
    LEFT JOIN followups_classes k ON k.customer = c.customer
    LEFT JOIN followups_entitled e ON e.customer = c.customer
    WHERE NOT c.over
),
moved AS (SELECT *, coalesce(several, {moved}) AS why FROM noted),
otherwise AS (SELECT * REPLACE ({other_way} AS why) FROM moved),
instead AS (SELECT * REPLACE ({instead} AS why) FROM otherwise)
SELECT
    customer, nullif(name, '') AS name, nullif(mobile, '') AS mobile, channel, shown AS pref_time, {raised} AS why, nullif(say, '') AS say,
    due, nullif(greatest(date_diff('day', due, DATE '{today}'), 0), 0) AS overdue, nullif(plate, '') AS plate,
    nullif(model, '') AS model, nullif(level, '') AS current_level, nullif(classes, '') AS classes,
    nullif(array_to_string(measures, '{comma}'), '') AS entitled, {last} AS "last",
    coalesce(nullif(adviser, ''), CASE role WHEN 'manager' THEN '{manager}' ELSE '{unassigned}' END) AS adviser, purpose,
    concat(keys, '-{batch}') AS tasks, complaint, priority, worth, "day", part
FROM instead
