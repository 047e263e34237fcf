-- The planned units of the night of 2023-03-28, in the order in which they were first observed, and what the examples of the API name: two
-- instruments, a module, an observing program, and an execution with a file.

insert into obs_unit (id, name, target, ra, dec, duration_seconds) values
    (1, 'cas85.sch', 'Barnard 33', 85.245833, -2.458333, 60),
    (2, 'xwg000.sch', 'M1', 83.633333, 22.013333, 64),
    (3, 'mrf000.sch', 'HR3454', 130.806083, 3.398639, 32),
    (4, 'ica83.sch', 'hebe', 120.932375, 20.752639, 64),
    (5, 'foc000.sch', 'Focus', 120.0, 30.0, 64),
    (6, 'mba85.sch', '29P', 95.125, 27.876389, 128),
    (7, 'mol085.sch', 'NGC3239', 156.270279, 17.163669, 256),
    (8, 'mms000.sch', 'QZ Vir', 174.611767, 3.368642, 64);

insert into instrument (id, name, available) values
    (1, 'CHAI', 1),
    (2, 'Prime-Cam', 1);

insert into instrument_module (id, instrument_id, name, focal_plane_slot) values
    (1, 2, 'M280', 'i1');

insert into observing_program (id, name, short_name) values
    (1, 'Galactic Ecology', 'GEco');

insert into executed_obs_unit (id, obs_unit_id, status, start_time, end_time) values
    ('01872610-3ce8-7d7c-b1a3-0d4f2a6c9b11', 1, 'completed', '2023-03-28T02:33:31.000000Z', '2023-03-28T02:34:31.000000Z');

insert into raw_data_file (id, executed_obs_unit_id, name) values
    ('01872611-8f20-7a31-9c55-7b1e6d0f4a22', '01872610-3ce8-7d7c-b1a3-0d4f2a6c9b11', 'obs_000016.fits');
