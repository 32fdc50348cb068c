-- Days on which the shop is closed or open against its calendar, and on which an adviser is away; a deputy does his calls.
CREATE TABLE days_off (adviser VARCHAR, since DATE NOT NULL, until DATE NOT NULL, kind VARCHAR NOT NULL, deputy VARCHAR, why VARCHAR, opened INTEGER NOT NULL, closed INTEGER);
