-- Takes the attempt ARGV[1] back that was made under KEYS[1]. If it was the one
-- that locked, the lock is off. ARGV[2] is how many lock.
local field = 'a:' .. ARGV[1]
if redis.call('HEXISTS', KEYS[1], field) == 0 then
  return 0
end
local made = 0
for _, name in ipairs(redis.call('HKEYS', KEYS[1])) do
  if string.sub(name, 1, 2) == 'a:' then made = made + 1 end
end
redis.call('HDEL', KEYS[1], field)
if made >= tonumber(ARGV[2]) then
  redis.call('HSET', KEYS[1], 'until', redis.call('HGET', KEYS[1], 'before'))
  redis.call('HINCRBY', KEYS[1], 'locks', -1)
end
return 1
