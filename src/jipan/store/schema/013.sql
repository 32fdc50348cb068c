-- One header may have been confirmed by several imports: when the last of them is undone, the one before holds again.
CREATE TABLE confirmed_mappings (headers VARCHAR NOT NULL, mapping VARCHAR NOT NULL, batch INTEGER NOT NULL, PRIMARY KEY (headers, batch));
INSERT INTO confirmed_mappings SELECT headers, mapping, batch FROM mappings;
DROP TABLE mappings;
