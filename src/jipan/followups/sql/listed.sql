-- What a call sheet is about: the most urgent reason of each customer and day, and the most urgent one about a vehicle.
CREATE OR REPLACE TEMP TABLE followups_listed AS
SELECT
    t.customer, t."day", min(t.due) AS due,
    t.customer IN (SELECT customer FROM followups_complaining) AS complaint,
    arg_min(t.course, t.urgency) AS course,
    arg_min(t.subject, t.urgency) AS subject,
    arg_min(t.subject, t.urgency) FILTER (c."of" = 'vehicles') AS vehicle,
    list(c.purpose) AS purposes
FROM followups_tasks t
JOIN followups_courses c ON c.course = t.course
WHERE NOT t.beyond
GROUP BY t.customer, t."day";

-- The vehicles and the leads being worked of the customers on it.
CREATE OR REPLACE TEMP TABLE followups_cars AS
SELECT id, customer, purchase_date, coalesce(plate, '') AS plate, coalesce(model, series, '') AS model
FROM followups_vehicles
WHERE customer IN (SELECT customer FROM followups_listed);

CREATE OR REPLACE TEMP TABLE followups_wishes AS
SELECT
    l.id, l.customer, coalesce(l.level, '') AS level, coalesce(l.intent_model, '') AS model,
    coalesce(l.adviser, '') AS adviser, coalesce(v.place, 1000) AS place
FROM followups_leading l
LEFT JOIN followups_levels v ON v.level = l.level
WHERE l.customer IN (SELECT customer FROM followups_listed);

-- One row per customer and day with his facts: the vehicle that a reason is about, else the car that a lead is about, else the vehicle
-- bought last; the adviser of the lead that the most urgent reason is about, else of the lead of the most urgent level.
CREATE OR REPLACE TEMP VIEW followups_sheet AS
WITH
last_car AS (
    SELECT customer, arg_max(struct_pack(plate, model), (coalesce(purchase_date::DATE, DATE '0001-01-01'), id)) AS car
    FROM followups_cars
    GROUP BY customer
),
first_wish AS (
    SELECT customer, arg_min(struct_pack(level, adviser), (place, id)) AS wish FROM followups_wishes GROUP BY customer
)
SELECT
    s.customer, s."day", s.complaint, s.due, o.priority, s.purposes, o.channel, o.purpose, o.role,
    coalesce(p.name, '') AS name, coalesce(p.contact_name, '') AS contact_name, coalesce(p.kind, '') AS kind,
    coalesce(p.gender, '') AS gender, coalesce(p.mobile, '') AS mobile, coalesce(p.store, '') AS store,
    CASE o.role
        WHEN 'service' THEN coalesce(p.service_adviser, '')
        WHEN 'sales' THEN coalesce(
            CASE WHEN o.purpose = 'sales' THEN coalesce(nullif(w.adviser, ''), nullif(f.wish.adviser, '')) END, p.sales_adviser, ''
        )
        ELSE ''
    END AS adviser,
    CASE WHEN c.id IS NULL AND w.id IS NOT NULL THEN '' ELSE coalesce(c.plate, l.car.plate, '') END AS plate,
    CASE WHEN c.id IS NULL AND w.id IS NOT NULL THEN w.model ELSE coalesce(c.model, l.car.model, '') END AS model,
    coalesce(f.wish.level, '') AS level,
    t.tried::DATE AS talked, t.said.outcome AS outcome, t.said.note AS note
FROM followups_listed s
JOIN followups_people p ON p.id = s.customer
JOIN followups_courses o ON o.course = s.course
LEFT JOIN followups_wishes w ON w.id = s.subject
LEFT JOIN followups_cars c ON c.id = s.vehicle
LEFT JOIN last_car l ON l.customer = s.customer
LEFT JOIN first_wish f ON f.customer = s.customer
LEFT JOIN followups_talks t ON t.customer = s.customer;
