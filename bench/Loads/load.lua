-- Requests for wrk. Arguments: a token, get | start | files, then what names this run, then the execution that files belong to.
local token, kind, run, execution = "", "get", "", ""
local plain = {}
local count = 0

local start = [[{"obs_unit_id": 1, "start_time": "2023-03-28T02:38:42.123456Z", "instrument_module": "MOD0",
 "conditions": {"pwv_mm": 0.42, "temperature_c": -7.3, "humidity_percent": 14.2, "pressure_hpa": 530.1, "wind_speed_m_s": 6.8,
 "wind_direction_deg": 291, "opacity_tau_225": 0.031, "observer": "night crew",
 "telescope": {"azimuth_deg": 182.774, "elevation_deg": 57.113, "focus_mm": 1.207, "tracking": true}},
 "comment": "Horsehead Nebula R, Barnard 33"}]]

local function file(number)
  return string.format([[{"executed_obs_unit_id": "%s", "name": "obs_%06d.fits", "relative_path": "2023-03-28/obs_%06d.fits",
 "size_bytes": 8589934592, "checksum": "sha256:%s", "instrument_module": "MOD0"}]],
    execution, number, number, string.rep("0", 64))
end

local bodies = {
  start = function() return start end,
  file = function() return file(1) end,
  files = function()
    local list = {}
    for number = 1, 1000 do list[number] = file(number) end
    return "[" .. table.concat(list, ", ") .. "]"
  end,
}
local body

function init(args)
  token, kind, run, execution = args[1] or token, args[2] or kind, args[3] or run, args[4] or execution
  if token ~= "" then plain["Authorization"] = "Bearer " .. token end
  if bodies[kind] then body = bodies[kind]() end
end

function request()
  if not body then return wrk.format("GET", nil, plain) end
  count = count + 1
  return wrk.format("POST", nil, {["Content-Type"] = "application/json", ["Idempotency-Key"] = run .. "-" .. count, ["Authorization"] = plain["Authorization"]}, body)
end

function done(summary, latency)
  local errors = summary.errors
  io.write(string.format("figures %d %d %d %d %d\n", summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
