-- A call sheet: one row per task, as people read it, with what it is ordered by.
WITH parts AS (
    SELECT t.customer, t."day", t.part, min(t.nth) AS nth, arg_min({why_several}, t.nth) AS why, count(*) AS alike,
        list({{'nth': t.nth, 'key': t.stem || w.tail}}) AS keys
    FROM followups_tasks t
    JOIN followups_occasions o ON o.occasion = t.occasion
    JOIN followups_chosen c ON c.customer = t.customer AND c."day" = t."day" AND c.part = t.part
        AND c.reasons > 1 AND NOT c.over
    JOIN followups_words w ON w.occasion = t.occasion
    LEFT JOIN followups_about q ON q.id = t.subject
    LEFT JOIN followups_agreed a ON a.customer = t.customer AND a."day" = w.promised
    GROUP BY t.customer, t."day", t.part, t.course, o.step
),
several AS (
    SELECT customer, "day", part, string_agg(CASE WHEN alike > 1 THEN {alike} ELSE why END, '{join}' ORDER BY nth) AS why,
        array_to_string(list_transform(list_sort(flatten(list(keys))), lambda one: one.key), ' ') AS keys
    FROM parts
    GROUP BY customer, "day", part
)
SELECT
    c.customer, nullif(c.name, '') AS name, nullif(c.mobile, '') AS mobile, c.channel, y.shown AS pref_time, {whole} AS why, nullif(c.say, '') AS say,
    c.due, nullif(greatest(date_diff('day', c.due, DATE '{today}'), 0), 0) AS overdue, nullif(c.plate, '') AS plate,
    nullif(c.model, '') AS model, nullif(c.level, '') AS current_level, nullif(k.classes, '') AS classes,
    nullif(array_to_string(e.measures, '{comma}'), '') AS entitled, {last} AS "last",
    coalesce(nullif(c.adviser, ''), '{unassigned}') AS adviser, c.purpose,
    concat(coalesce(s.keys, c.stem || w.tail), '-{batch}') AS tasks, c.complaint, c.priority, c.worth, c."day", c.part
FROM followups_chosen c
JOIN followups_words w ON w.occasion = c.occasion
LEFT JOIN followups_about q ON q.id = c.subject
LEFT JOIN followups_agreed a ON a.customer = c.customer AND a."day" = w.promised
LEFT JOIN several s ON s.customer = c.customer AND s."day" = c."day" AND s.part = c.part
LEFT JOIN followups_times y ON y.said = c.pref_time
LEFT JOIN followups_recent l ON l.customer = c.customer
LEFT JOIN followups_classes k ON k.customer = c.customer
LEFT JOIN followups_entitled e ON e.customer = c.customer
WHERE NOT c.over
