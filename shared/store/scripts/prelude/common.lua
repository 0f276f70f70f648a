-- What every script needs. Times are the server's own, so that clocks of different machines do not matter.
-- `a` has the script's arguments; `keys`, `channels` and `tasks` are made from the names that Python has.
local a = cjson.decode(ARGV[1])

local function now()
  local t = redis.call('TIME')
  return tonumber(t[1]) + tonumber(t[2]) / 1e6
end

local function stamp(t)
  return string.format('%.6f', t)
end

local function get(key, field)
  local value = redis.call('HGET', key, field)
  if value == false then return nil end
  return value
end

-- The next score of a sorted set by time: now, but after all that are in it. Time does not advance within a script.
local function next_score(key)
  local last = redis.call('ZREVRANGE', key, 0, 0, 'WITHSCORES')[2]
  return stamp(math.max(now(), (tonumber(last) or 0) + 1e-6))
end

-- A key that belongs to another lives as long as that one.
local function expire_with(key, other)
  local at = redis.call('PEXPIRETIME', other)
  if at > 0 then redis.call('PEXPIREAT', key, at) end
end

-- Seconds that a session lives after its last use: its own, if it was given any.
local function session_ttl(session, default)
  return tonumber(get(session, 'ttl')) or default
end

-- Seconds that keys live which belong to no session: queues, and leases.
local LEDGER_TTL = 7 * 24 * 3600
