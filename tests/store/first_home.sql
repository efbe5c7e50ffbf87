-- A home as the first version left it: three episodes, two of them labelled, one flagged, one set aside, one undone.
CREATE TABLE migrations (name VARCHAR PRIMARY KEY, applied_at TIMESTAMP DEFAULT current_timestamp);
CREATE TABLE sources (
    id VARCHAR PRIMARY KEY, path VARCHAR, format VARCHAR, kind VARCHAR, file_hash VARCHAR, conversation VARCHAR,
    records BIGINT, pseudo_rows BIGINT, rejected BIGINT, duplicates BIGINT, people VARCHAR,
    first_utc TIMESTAMP, last_utc TIMESTAMP, tz VARCHAR, tz_source VARCHAR, imported_at TIMESTAMP, seconds DOUBLE,
    notes VARCHAR);
CREATE TABLE rejects (source_id VARCHAR, ordinal BIGINT, place VARCHAR, reason VARCHAR, raw VARCHAR);
CREATE TABLE people (name VARCHAR PRIMARY KEY, role VARCHAR, consent VARCHAR, added_at TIMESTAMP);
CREATE TABLE aliases (alias VARCHAR PRIMARY KEY, name VARCHAR);
CREATE TABLE apart (one VARCHAR, other VARCHAR, said_at TIMESTAMP, PRIMARY KEY (one, other));
CREATE TABLE messages (id VARCHAR USING COMPRESSION uncompressed, source_id VARCHAR USING COMPRESSION dictionary, ordinal BIGINT USING COMPRESSION bitpacking,
    conversation VARCHAR USING COMPRESSION dictionary, sender VARCHAR USING COMPRESSION dictionary, utc TIMESTAMP USING COMPRESSION bitpacking, wall TIMESTAMP USING COMPRESSION bitpacking,
    tz VARCHAR USING COMPRESSION dictionary, text VARCHAR USING COMPRESSION fsst, type VARCHAR USING COMPRESSION dictionary, edited BOOLEAN, reply_to VARCHAR USING COMPRESSION dictionary,
    reactions VARCHAR USING COMPRESSION dictionary);
CREATE TABLE notes (id VARCHAR, source_id VARCHAR, ordinal BIGINT, utc TIMESTAMP, wall TIMESTAMP, tz VARCHAR,
    title VARCHAR, text VARCHAR, tags VARCHAR[], mood DOUBLE, date_source VARCHAR);
CREATE TABLE workouts (id VARCHAR, source_id VARCHAR, ordinal BIGINT, utc TIMESTAMP, wall TIMESTAMP, tz VARCHAR,
    name VARCHAR, seconds DOUBLE, note VARCHAR);
CREATE TABLE sets (id VARCHAR, source_id VARCHAR, ordinal BIGINT, workout_id VARCHAR, exercise VARCHAR,
    position INTEGER, type VARCHAR, weight_kg DOUBLE, reps INTEGER, rpe DOUBLE, distance_m DOUBLE, seconds DOUBLE,
    note VARCHAR);
CREATE TABLE measurements (id VARCHAR USING COMPRESSION uncompressed, source_id VARCHAR USING COMPRESSION dictionary, ordinal BIGINT USING COMPRESSION bitpacking,
    metric VARCHAR USING COMPRESSION dictionary, utc TIMESTAMP USING COMPRESSION bitpacking, wall TIMESTAMP USING COMPRESSION bitpacking, tz VARCHAR USING COMPRESSION dictionary,
    end_utc TIMESTAMP USING COMPRESSION bitpacking, end_wall TIMESTAMP USING COMPRESSION bitpacking, value DOUBLE, unit VARCHAR USING COMPRESSION dictionary,
    device VARCHAR USING COMPRESSION dictionary, day DATE, note VARCHAR USING COMPRESSION dictionary);
CREATE TABLE sessions (id VARCHAR, conversation VARCHAR, utc TIMESTAMP, end_utc TIMESTAMP, tz VARCHAR,
    messages INTEGER, senders INTEGER, gap_seconds DOUBLE);
CREATE TABLE episodes (id VARCHAR, domain VARCHAR, thread VARCHAR, utc TIMESTAMP, wall TIMESTAMP, tz VARCHAR,
    end_utc TIMESTAMP, situation VARCHAR, response VARCHAR, outcome VARCHAR, context VARCHAR, source VARCHAR,
    people VARCHAR[], origin VARCHAR, text_hash VARCHAR);
CREATE TABLE episode_records (episode_id VARCHAR, ordinal INTEGER, record_id VARCHAR, part VARCHAR);
CREATE SEQUENCE label_seq START 10;
CREATE TABLE label_events (seq BIGINT DEFAULT nextval('label_seq'), action VARCHAR, utc TIMESTAMP, kind VARCHAR,
    episode_id VARCHAR, field VARCHAR, value VARCHAR, previous VARCHAR, target VARCHAR, why VARCHAR,
    inclusion_prob DOUBLE, sitting VARCHAR, scheme VARCHAR, seconds DOUBLE);
CREATE VIEW undone AS
    SELECT target AS action FROM label_events WHERE kind IN ('undo', 'redo')
    GROUP BY target HAVING arg_max(kind, seq) = 'undo';
CREATE VIEW effective AS
    SELECT * FROM label_events
    WHERE kind IN ('set', 'skip', 'flag') AND action NOT IN (SELECT action FROM undone);
CREATE VIEW current_fields AS
    SELECT episode_id, field, nullif(arg_max(value, seq), 'null') AS value, max(seq) AS seq,
    arg_max(utc, seq) AS utc,
    coalesce(arg_max(utc, seq) FILTER (why <> 'relabel'), arg_max(utc, seq)) AS first_utc,
    coalesce(arg_max(why, seq) FILTER (why <> 'relabel'), arg_max(why, seq)) AS why,
    arg_max(inclusion_prob, seq) FILTER (why <> 'relabel') AS inclusion_prob
    FROM effective WHERE kind = 'set' GROUP BY 1, 2;
CREATE VIEW current_labels AS
    SELECT episode_id,
    max(value ->> '$') FILTER (WHERE field = 'outcome') AS outcome,
    max(value) FILTER (WHERE field = 'topics') AS topics,
    max(value ->> '$') FILTER (WHERE field = 'trigger') AS trigger,
    max(value ->> '$') FILTER (WHERE field = 'response_style') AS response_style,
    max(value ->> '$') FILTER (WHERE field = 'what_helped') AS what_helped,
    max(value ->> '$') FILTER (WHERE field = 'advice') AS advice,
    max(value ->> '$') FILTER (WHERE field = 'note') AS note,
    max(why) FILTER (WHERE field = 'outcome' AND value IS NOT NULL) AS why_labelled,
    max(inclusion_prob) FILTER (WHERE field = 'outcome' AND value IS NOT NULL) AS inclusion_prob,
    max(first_utc) FILTER (WHERE field = 'outcome' AND value IS NOT NULL) AS labelled_utc,
    max(utc) FILTER (WHERE field = 'outcome' AND value IS NOT NULL) AS last_labelled_utc
    FROM current_fields GROUP BY 1;
CREATE TABLE scanned (text_hash VARCHAR, engine VARCHAR, utc TIMESTAMP);
CREATE TABLE findings (text_hash VARCHAR, start_at INTEGER, end_at INTEGER, entity VARCHAR, surface VARCHAR,
    surface_key VARCHAR, canonical VARCHAR, surrogate VARCHAR, score DOUBLE, why VARCHAR);
CREATE TABLE surrogates (canonical VARCHAR, surrogate VARCHAR);
CREATE SEQUENCE decision_seq;
CREATE TABLE decisions (seq BIGINT DEFAULT nextval('decision_seq'), action VARCHAR, utc TIMESTAMP,
    decision VARCHAR, surface_key VARCHAR, entity VARCHAR, replacement VARCHAR, as_entity VARCHAR, person VARCHAR,
    target VARCHAR);
CREATE TABLE looked (seq BIGINT DEFAULT nextval('decision_seq'), line_hash VARCHAR, leak BOOLEAN, utc TIMESTAMP);
CREATE TABLE planted (utc TIMESTAMP, engine VARCHAR, entity VARCHAR, planted INTEGER, found INTEGER);
CREATE VIEW standing_decisions AS
    SELECT * FROM decisions
    WHERE decision <> 'undo' AND action NOT IN (SELECT target FROM decisions WHERE decision = 'undo')
    QUALIFY row_number() OVER (PARTITION BY surface_key, entity ORDER BY seq DESC) = 1;
CREATE SEQUENCE attestation_seq;
CREATE TABLE attestations (seq BIGINT DEFAULT nextval('attestation_seq'), check_id VARCHAR, utc TIMESTAMP,
    note VARCHAR, state VARCHAR);
CREATE TABLE audit_draws (episode_id VARCHAR, utc TIMESTAMP, inclusion_prob DOUBLE);
CREATE TABLE datasets (name VARCHAR PRIMARY KEY, hash VARCHAR, path VARCHAR, utc TIMESTAMP, manifest VARCHAR);
CREATE TABLE splits (episode_id VARCHAR PRIMARY KEY, split VARCHAR, thread VARCHAR, utc TIMESTAMP);
CREATE TABLE runs (id VARCHAR PRIMARY KEY, dataset VARCHAR, model VARCHAR, state VARCHAR, path VARCHAR,
    started_utc TIMESTAMP, ended_utc TIMESTAMP, spec VARCHAR, result VARCHAR);
CREATE TABLE turns (id VARCHAR, utc TIMESTAMP, chat VARCHAR, contender VARCHAR, run_id VARCHAR,
    question VARCHAR, answer VARCHAR, citations VARCHAR[], stats VARCHAR);
INSERT INTO "episode_records" ("episode_id", "ordinal", "record_id", "part") VALUES
    ('e393d7df12b69fa8a', 0, 'mE0138F53D8A50FBC', 'situation'),
    ('e393d7df12b69fa8a', 1, 'm226E055729E07DD5', 'response'),
    ('e393d7df12b69fa8a', 2, 'm516272EB042EB4BC', 'outcome'),
    ('e393d7df12b69fa8a', 3, 'mABC154D1ED5F6B24', 'outcome'),
    ('e393d7df12b69fa8a', 4, 'm1A236767A0E5B8BE', 'outcome'),
    ('e9e55d6fc5b44815d', 0, 'm05544B3068DD0C8F', 'situation'),
    ('e9e55d6fc5b44815d', 1, 'm69B8D174D0DFE667', 'situation'),
    ('e9e55d6fc5b44815d', 2, 'mA97E6E8019DF782B', 'response'),
    ('e9e55d6fc5b44815d', 3, 'm16CB948110541712', 'outcome'),
    ('e89c05e3a0391d8d5', 0, 'm90E4CA41B44C75AF', 'situation'),
    ('e89c05e3a0391d8d5', 1, 'm5C88653C6DC319B4', 'response'),
    ('e89c05e3a0391d8d5', 2, 'm5668B13C8CACD07B', 'outcome');
INSERT INTO "episodes" ("id", "domain", "thread", "utc", "wall", "tz", "end_utc", "situation", "response", "outcome", "context", "source", "people", "origin", "text_hash") VALUES
    ('e393d7df12b69fa8a', 'relationship', 'tedafb6e36928a3da', TIMESTAMP '2024-03-11 18:00:00', TIMESTAMP '2024-03-11 19:00:00', 'Europe/Berlin', TIMESTAMP '2024-03-11 18:31:00', 'Jo: you said seven', 'Me: I know, I am sorry', 'Jo: it is always the traffic
Me: I hear you, can I make it up to you tomorrow?
Jo: ok, thank you for saying that', '{"started_by": "other", "words_me": 16, "words_other": 14, "proxy_outcome": 0.583}', 's795ba9aadfb9514a', ['Jo'], 'cut', 'd68c0e494e6e8aaef21abc95a64b5953'),
    ('e9e55d6fc5b44815d', 'relationship', 't111e34ee44827a5c', TIMESTAMP '2024-03-13 07:00:00', TIMESTAMP '2024-03-13 08:00:00', 'Europe/Berlin', TIMESTAMP '2024-03-13 07:10:00', 'Me: did you pay the rent?
Jo: why is that always me', 'Me: because you said you would', 'Jo: fine.', '{"started_by": "me", "words_me": 10, "words_other": 6, "proxy_outcome": -0.5}', 's795ba9aadfb9514a', ['Jo'], 'cut', 'a240a8d1eca737147388612bad5a588e'),
    ('e89c05e3a0391d8d5', 'relationship', 'tbce95b055c7ff3db', TIMESTAMP '2024-03-15 19:00:00', TIMESTAMP '2024-03-15 20:00:00', 'Europe/Berlin', TIMESTAMP '2024-03-15 19:02:00', 'Jo: shall we walk', 'Me: yes, ten minutes', 'Jo: bring the lamp', '{"started_by": "other", "words_me": 3, "words_other": 6}', 's795ba9aadfb9514a', ['Jo'], 'cut', '6966f151387ef1bf9e65801e4130c710');
INSERT INTO "label_events" ("seq", "action", "utc", "kind", "episode_id", "field", "value", "previous", "target", "why", "sitting", "scheme") VALUES
    (1, 'a0d067fc3813390c5', TIMESTAMP '2024-05-01 03:46:26.132942', 'set', 'e393d7df12b69fa8a', 'outcome', '"good"', 'null', NULL, 'audit', 'cli-2024-05-01', 'relationship@1'),
    (2, 'a0d067fc3813390c5', TIMESTAMP '2024-05-01 03:46:26.132942', 'set', 'e393d7df12b69fa8a', 'topics', '["partner"]', 'null', NULL, 'audit', 'cli-2024-05-01', 'relationship@1'),
    (3, 'a0d067fc3813390c5', TIMESTAMP '2024-05-01 03:46:26.132942', 'set', 'e393d7df12b69fa8a', 'trigger', '"lateness"', 'null', NULL, 'audit', 'cli-2024-05-01', 'relationship@1'),
    (4, 'a0d067fc3813390c5', TIMESTAMP '2024-05-01 03:46:26.132942', 'set', 'e393d7df12b69fa8a', 'advice', '"own it first"', 'null', NULL, 'audit', 'cli-2024-05-01', 'relationship@1'),
    (5, 'ae4ff82ea1b68acaa', TIMESTAMP '2024-05-01 03:46:26.344414', 'set', 'e9e55d6fc5b44815d', 'outcome', '"bad"', 'null', NULL, 'spontaneous', 'cli-2024-05-01', 'relationship@1'),
    (6, 'a2e4ff80384e35acb', TIMESTAMP '2024-05-01 03:46:26.562861', 'set', 'e9e55d6fc5b44815d', 'outcome', '"mixed"', '"bad"', NULL, 'spontaneous', 'cli-2024-05-01', 'relationship@1'),
    (7, 'ada73ab54f6c38b4f', TIMESTAMP '2024-05-01 03:46:26.778736', 'undo', 'e9e55d6fc5b44815d', NULL, NULL, NULL, 'a2e4ff80384e35acb', NULL, 'cli-2024-05-01', ''),
    (8, 'a32e828e7e5a7410d', TIMESTAMP '2024-05-01 03:46:27.036822', 'flag', 'e9e55d6fc5b44815d', 'flag', 'true', 'false', NULL, NULL, 'cli-2024-05-01', ''),
    (9, 'acd38d00b9f2716b1', TIMESTAMP '2024-05-01 03:46:27.266572', 'skip', 'e89c05e3a0391d8d5', 'skip', 'true', 'false', NULL, NULL, 'cli-2024-05-01', '');
INSERT INTO "messages" ("id", "source_id", "ordinal", "conversation", "sender", "utc", "wall", "tz", "text", "type", "edited") VALUES
    ('mE0138F53D8A50FBC', 's795ba9aadfb9514a', 0, 'Jo', 'Jo', TIMESTAMP '2024-03-11 18:00:00', TIMESTAMP '2024-03-11 19:00:00', 'Europe/Berlin', 'you said seven', 'text', false),
    ('m226E055729E07DD5', 's795ba9aadfb9514a', 1, 'Jo', 'Max', TIMESTAMP '2024-03-11 18:02:00', TIMESTAMP '2024-03-11 19:02:00', 'Europe/Berlin', 'I know, I am sorry', 'text', false),
    ('m516272EB042EB4BC', 's795ba9aadfb9514a', 2, 'Jo', 'Jo', TIMESTAMP '2024-03-11 18:04:00', TIMESTAMP '2024-03-11 19:04:00', 'Europe/Berlin', 'it is always the traffic', 'text', false),
    ('mABC154D1ED5F6B24', 's795ba9aadfb9514a', 3, 'Jo', 'Max', TIMESTAMP '2024-03-11 18:09:00', TIMESTAMP '2024-03-11 19:09:00', 'Europe/Berlin', 'I hear you, can I make it up to you tomorrow?', 'text', false),
    ('m1A236767A0E5B8BE', 's795ba9aadfb9514a', 4, 'Jo', 'Jo', TIMESTAMP '2024-03-11 18:31:00', TIMESTAMP '2024-03-11 19:31:00', 'Europe/Berlin', 'ok, thank you for saying that', 'text', false),
    ('m05544B3068DD0C8F', 's795ba9aadfb9514a', 5, 'Jo', 'Max', TIMESTAMP '2024-03-13 07:00:00', TIMESTAMP '2024-03-13 08:00:00', 'Europe/Berlin', 'did you pay the rent?', 'text', false),
    ('m69B8D174D0DFE667', 's795ba9aadfb9514a', 6, 'Jo', 'Jo', TIMESTAMP '2024-03-13 07:03:00', TIMESTAMP '2024-03-13 08:03:00', 'Europe/Berlin', 'why is that always me', 'text', false),
    ('mA97E6E8019DF782B', 's795ba9aadfb9514a', 7, 'Jo', 'Max', TIMESTAMP '2024-03-13 07:05:00', TIMESTAMP '2024-03-13 08:05:00', 'Europe/Berlin', 'because you said you would', 'text', false),
    ('m16CB948110541712', 's795ba9aadfb9514a', 8, 'Jo', 'Jo', TIMESTAMP '2024-03-13 07:10:00', TIMESTAMP '2024-03-13 08:10:00', 'Europe/Berlin', 'fine.', 'text', false),
    ('m90E4CA41B44C75AF', 's795ba9aadfb9514a', 9, 'Jo', 'Jo', TIMESTAMP '2024-03-15 19:00:00', TIMESTAMP '2024-03-15 20:00:00', 'Europe/Berlin', 'shall we walk', 'text', false),
    ('m5C88653C6DC319B4', 's795ba9aadfb9514a', 10, 'Jo', 'Max', TIMESTAMP '2024-03-15 19:01:00', TIMESTAMP '2024-03-15 20:01:00', 'Europe/Berlin', 'yes, ten minutes', 'text', false),
    ('m5668B13C8CACD07B', 's795ba9aadfb9514a', 11, 'Jo', 'Jo', TIMESTAMP '2024-03-15 19:02:00', TIMESTAMP '2024-03-15 20:02:00', 'Europe/Berlin', 'bring the lamp', 'text', false);
INSERT INTO "migrations" ("name", "applied_at") VALUES
    ('first_shape', TIMESTAMP '2024-05-01 03:46:25.048614');
INSERT INTO "people" ("name", "role", "added_at") VALUES
    ('Max', 'me', TIMESTAMP '2024-05-01 03:46:25.300653'),
    ('Jo', NULL, TIMESTAMP '2024-05-01 03:46:25.300653');
INSERT INTO "sessions" ("id", "conversation", "utc", "end_utc", "tz", "messages", "senders", "gap_seconds") VALUES
    ('s2ea8270ac936c5ce', 'Jo', TIMESTAMP '2024-03-11 18:00:00', TIMESTAMP '2024-03-11 18:31:00', 'Europe/Berlin', 5, 2, 3600.0),
    ('s0236ea3eba03e61a', 'Jo', TIMESTAMP '2024-03-13 07:00:00', TIMESTAMP '2024-03-13 07:10:00', 'Europe/Berlin', 4, 2, 3600.0),
    ('s8773d017c5a4c17c', 'Jo', TIMESTAMP '2024-03-15 19:00:00', TIMESTAMP '2024-03-15 19:02:00', 'Europe/Berlin', 3, 2, 3600.0);
INSERT INTO "sources" ("id", "path", "format", "kind", "file_hash", "conversation", "records", "pseudo_rows", "rejected", "duplicates", "people", "first_utc", "last_utc", "tz", "tz_source", "imported_at", "seconds", "notes") VALUES
    ('s795ba9aadfb9514a', 'WhatsApp Chat with Jo.txt', 'whatsapp.v1', 'chat', 'c6f546331efd35f1ee7e42e237e6f6fbaa86dd34d02e10f1119807d62b794028', 'Jo', 12, 0, 0, 0, '["Jo", "Max"]', TIMESTAMP '2024-03-11 18:00:00', TIMESTAMP '2024-03-15 19:02:00', 'Europe/Berlin', 'flag', TIMESTAMP '2024-05-01 03:46:25.243400', 0.223, '["Dates read as day, month, year: a first number is above 12."]');
