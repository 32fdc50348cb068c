-- In which column of its sheet a batch found each field, so that any value's cell can be named: sheet → field → letter.
ALTER TABLE batches ADD COLUMN cells VARCHAR;
