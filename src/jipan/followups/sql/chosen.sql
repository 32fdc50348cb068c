-- The tasks with the facts of their customers; `over` are more than their adviser can do in a day. The car is the one
-- that a reason is about, else the one that a lead is about, else the one bought last; the adviser that of the open lead that the most urgent
-- reason is about, else, for a wish to buy, of the lead of the most urgent level; else the customer's own; else whoever works or worked a lead of his; what nobody looks after is
-- assigned by rule, who is on leave is stood in for, what was left undone for long is a colleague's
-- (`heir`), for longer anybody's. Whom nobody has reached for some days is
-- written to, unless he wants no messages. `planned` is the day on which its adviser can do the task.
CREATE OR REPLACE TEMP TABLE followups_chosen AS
WITH first_wish AS (
    SELECT customer, arg_min(level, (place, id)) AS level, arg_min(adviser, (place, id)) AS adviser
    FROM followups_wishes
    GROUP BY customer
),
facts AS (
    SELECT
        s.customer, s."day", s.part, s.subject, s.complaint, s.due, s.reasons, s.occasion, s.stem, s.courses,
        y.course AS saying, y.event, s.saying_of,
        o.course, n.priority, n.purpose, n.role, n.channel AS usual,
        coalesce(h.channel, n.channel) = 'call' AND t.days >= {write_after} AND (m.manner IS NULL OR x.channel IS NOT NULL) AS vain,
        CASE WHEN vain THEN coalesce(x.channel, '{writing}') ELSE coalesce(h.channel, n.channel) END AS channel,
        CASE WHEN vain THEN 'vain' ELSE coalesce(h.because, '') END AS because, coalesce(p.pref_time, '') AS pref_time, coalesce(g.worth, 'infinity') AS worth,
        coalesce(p.name, '') AS name, coalesce(p.contact_name, '') AS contact_name, coalesce(p.kind, '') AS kind,
        coalesce(p.gender, '') AS gender, coalesce(p.mobile, '') AS mobile, coalesce(p.store, i.store, '') AS store,
        coalesce(CASE WHEN q.kind = 'complaint' THEN nullif(q.adviser, '') END, CASE n.role
            WHEN 'service' THEN coalesce(p.service_adviser, '')
            WHEN 'sales' THEN coalesce(
                nullif(w.adviser, ''), CASE WHEN n.purpose = 'sales' THEN nullif(f.adviser, '') END,
                p.sales_adviser, nullif(f.adviser, ''), k.adviser, ''
            )
            ELSE ''
        END) AS adviser,
        CASE WHEN s.vehicle IS NULL AND w.id IS NOT NULL THEN '' ELSE coalesce(c.plate, '') END AS plate,
        CASE WHEN s.vehicle IS NULL AND w.id IS NOT NULL THEN w.model ELSE coalesce(c.model, c.series, '') END AS model,
        coalesce(f.level, '') AS level, t.tried
    FROM followups_listed s
    JOIN ({customers}) p ON p.id = s.customer
    JOIN followups_occasions o ON o.occasion = s.occasion
    JOIN followups_courses n ON n.course = o.course
    LEFT JOIN followups_occasions y ON y.occasion = s.saying
    LEFT JOIN followups_wishes w ON w.id = s.subject
    LEFT JOIN followups_leads k ON k.id = s.subject
    LEFT JOIN followups_bought b ON b.customer = s.customer
    LEFT JOIN ({cars}) c ON c.id = coalesce(s.vehicle, b.id)
    LEFT JOIN first_wish f ON f.customer = s.customer
    LEFT JOIN followups_recent t ON t.customer = s.customer
    LEFT JOIN followups_cases q ON q.id = s.subject
    LEFT JOIN followups_homes i ON i.customer = s.customer
    LEFT JOIN followups_worth g ON g.customer = s.customer
    LEFT JOIN followups_said m ON m.customer = s.customer
    LEFT JOIN followups_ways h ON h.manner = m.manner AND h.course = o.course
    LEFT JOIN followups_ways x ON x.manner = m.manner AND x.course = CASE n.purpose WHEN 'marketing' THEN {advertised} ELSE {written} END
),
assigned AS (
    {assigned}
),
there AS (
    SELECT
        f.* EXCLUDE (adviser), CASE WHEN v."day" IS NULL THEN f.adviser ELSE v.deputy END AS adviser,
        CASE WHEN v."day" IS NULL THEN '' ELSE f.adviser END AS stands_for
    FROM assigned f
    LEFT JOIN followups_leave v ON v.adviser = f.adviser AND v."day" = f."day"
),
named AS (
    SELECT
        * EXCLUDE (heir, had) REPLACE (
            CASE raised WHEN 'pool' THEN adviser WHEN 'handed' THEN had ELSE stands_for END AS stands_for,
            CASE raised WHEN 'pool' THEN '' WHEN 'handed' THEN heir ELSE adviser END AS adviser
        ),
        {title} AS title
    FROM (
        SELECT
            t.*, coalesce(nullif(t.stands_for, ''), t.adviser) AS had, {heir} AS heir,
            coalesce(greatest(date_diff('day', r.since, DATE '{today}'), 0), 0) AS waited,
            CASE
                WHEN r.freed AND t.adviser <> '' THEN 'pool'
                WHEN r.handed AND heir <> '' THEN 'handed'
                WHEN r.told OR r.handed THEN 'manager'
                ELSE ''
            END AS raised
        FROM there t
        LEFT JOIN followups_raised r ON r.customer = t.customer AND r."day" = t."day" AND r.part = t.part
        {heirs}
    )
),
{queue},
counted AS (
    SELECT f.* EXCLUDE (saying, saying_of, event, title), {say} AS say, planned > DATE '{last}' AS over FROM placed f
    {told}
)
FROM counted;
