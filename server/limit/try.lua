-- Counts an attempt under KEYS[1] and returns 0, or for how many milliseconds
-- the key is locked. The hash holds
--   until, before  when the last lock ends or ended, and the one before that
--   lasts          how long the last lock is
--   locks          how many there were
--   a:<attempt>    when that attempt was made
-- All times are Redis's own, in milliseconds.
local attempt, most, window, first, longest = ARGV[1], tonumber(ARGV[2]), tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local time = redis.call('TIME')
local now = tonumber(time[1]) * 1000 + math.floor(tonumber(time[2]) / 1000)

local locked, lasts, locks, made, known = 0, longest, 0, {}, false
local stored = redis.call('HGETALL', KEYS[1])
for i = 1, #stored, 2 do
  local field, value = stored[i], tonumber(stored[i + 1])
  if field == 'until' then locked = value
  elseif field == 'lasts' then lasts = value
  elseif field == 'locks' then locks = value
  elseif field ~= 'before' then table.insert(made, {field, value}) end
end
if locked > now + lasts then -- the clock was set back: the lock begins anew
  locked = now + lasts
  redis.call('HSET', KEYS[1], 'until', locked)
  redis.call('PEXPIRE', KEYS[1], lasts + longest)
end
if locked > now then
  return locked - now
end

if locked > 0 and now - locked >= longest then
  locks = 0
end
local full = #made >= most -- the attempts of a lock that has ended
local count = 0
for _, m in ipairs(made) do
  if full or now - m[2] >= window then
    redis.call('HDEL', KEYS[1], m[1])
  else
    count = count + 1
    known = known or m[1] == 'a:' .. attempt
  end
end
if known then
  return 0
end

redis.call('HSET', KEYS[1], 'a:' .. attempt, now)
if count + 1 >= most then
  local duration = first
  for _ = 1, locks do
    duration = math.min(duration * 2, longest)
  end
  redis.call('HSET', KEYS[1], 'before', locked, 'until', now + duration, 'lasts', duration, 'locks', locks + 1)
  redis.call('PEXPIRE', KEYS[1], duration + longest)
else
  redis.call('HSET', KEYS[1], 'locks', locks)
  local peace = 0
  if locks > 0 then peace = locked + longest - now end
  redis.call('PEXPIRE', KEYS[1], math.max(window, peace))
end
return 0
