ALTER TABLE member ADD COLUMN zone text;
CREATE TABLE later (id bigint PRIMARY KEY);
