-- The rows of one start at a main site, in one round trip and one database transaction, as the service writes them.
\startpipeline
insert into applied_transaction (transaction_id, site_name, operation, entities, principal, idempotency_key, request_hash, accepted_at, applied_at) values (gen_random_uuid(), 'pgbench', 'start_observation', '{executed_obs_unit}', 'anonymous', gen_random_uuid()::text, decode(repeat('00', 32), 'hex'), now(), now());
insert into executed_obs_unit (id, obs_unit_id, status, start_time, instrument_module, conditions, comment, transaction_id) values (gen_random_uuid(), 1, 'running', now(), 'MOD0', '{"pwv_mm": 0.42, "temperature_c": -7.3, "humidity_percent": 14.2, "pressure_hpa": 530.1, "wind_speed_m_s": 6.8, "wind_direction_deg": 291, "opacity_tau_225": 0.031, "observer": "night crew", "telescope": {"azimuth_deg": 182.774, "elevation_deg": 57.113, "focus_mm": 1.207, "tracking": true}}', 'Horsehead Nebula R, Barnard 33', gen_random_uuid());
\endpipeline
