-- Who is who: what people decided, what may not be written to, what must not be known any more.

-- `a` is `b` since the batch that opened the row. Records keep the customer they came with and are read through it.
CREATE TABLE merges (a VARCHAR NOT NULL, b VARCHAR NOT NULL, why VARCHAR, opened INTEGER NOT NULL, closed INTEGER);

-- Every id that was merged away with the customer it is now, however long the chain.
CREATE VIEW aliases AS
    WITH RECURSIVE way AS (
        SELECT a AS id, b AS now, 1 AS steps FROM merges WHERE closed IS NULL
        UNION ALL SELECT w.id, m.b, w.steps + 1 FROM way w JOIN merges m ON m.closed IS NULL AND m.a = w.now WHERE w.steps < 100)
    SELECT id, arg_max(now, steps) AS now FROM way GROUP BY id;

-- The customer that an id means now.
CREATE MACRO root(given) AS coalesce((SELECT min(w.now) FROM aliases w WHERE w.id = given), given);

-- The customers who stand for themselves.
CREATE VIEW standing AS SELECT id FROM customers WHERE closed IS NULL AND id NOT IN (SELECT a FROM merges WHERE closed IS NULL);

-- What somebody decided about an open item of `jipan review`, asked once.
CREATE TABLE decisions (kind VARCHAR NOT NULL, a VARCHAR NOT NULL, b VARCHAR, choice VARCHAR NOT NULL, why VARCHAR, opened INTEGER NOT NULL, closed INTEGER);

-- Pairs that may be one customer and that nobody has decided about: `a` is the later id.
CREATE VIEW open_doubts AS
    WITH pair AS (SELECT root(a) AS x, root(b) AS y, reasons, opened FROM doubts WHERE closed IS NULL),
        apart AS (SELECT root(a) AS x, root(b) AS y FROM decisions WHERE closed IS NULL AND kind = 'doubt' AND choice = 'apart')
    SELECT greatest(x, y) AS a, least(x, y) AS b, string_agg(DISTINCT reasons, ' ' ORDER BY reasons) AS reasons, min(opened) AS opened
    FROM pair WHERE x <> y AND (greatest(x, y), least(x, y)) NOT IN (SELECT (greatest(x, y), least(x, y)) FROM apart)
    GROUP BY ALL;

-- One field that a file and the base say differently, for a person to choose.
CREATE TABLE conflicts (collection VARCHAR NOT NULL, record VARCHAR NOT NULL, field VARCHAR NOT NULL, ours VARCHAR, theirs VARCHAR, address VARCHAR, opened INTEGER NOT NULL, closed INTEGER);

-- A customer who wants no more of a channel; without one, of none.
CREATE TABLE optouts (customer VARCHAR NOT NULL, channel VARCHAR, why VARCHAR, opened INTEGER NOT NULL, closed INTEGER);

-- Keys of people who asked to be forgotten, as digests that only this base can make.
CREATE TABLE forgotten (type VARCHAR NOT NULL, digest VARCHAR NOT NULL, day DATE NOT NULL);

INSERT INTO meta VALUES ('base', uuid()::VARCHAR), ('secret', uuid()::VARCHAR || uuid()::VARCHAR);
