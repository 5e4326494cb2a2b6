/**
 * What Redis decides about engines and the calls they have. The clock is that of Redis.
 *
 * centralino:engine:NAME     hash    epoch; fenced (1: its calls are being taken, it has lost them); left (1: take them
 *                                    at once); asterisk (which one it is at); takes (0: takes no calls of others)
 * centralino:engine-leases   zset    names by the time at which their lease ends
 * centralino:engine-epoch    counter
 * centralino:call:ID         hash    o: whose it is, NAME:EPOCH; s: the session, sealed
 */
const head = `
local P = 'centralino:'
local call = redis.call
local time = call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local function engine_key(name) return P .. 'engine:' .. name end
local LEASES = P .. 'engine-leases'
-- Whether an engine still has what it had under this epoch. One that nobody knows of is not known to be gone.
local function holds(name, epoch)
  local known = call('HMGET', engine_key(name), 'epoch', 'fenced', 'left')
  if not known[1] then return true end
  if known[1] ~= epoch or known[2] == '1' or known[3] == '1' then return false end
  return tonumber(call('ZSCORE', LEASES, name) or '0') > now
end
local function split(owner) return string.match(owner, '^(.*):(%d+)$') end
`;

/** ARGV: name, lease in ms, asterisk. Gives the new epoch; whoever had the name before has lost it. */
const register = `
local epoch = call('INCR', P .. 'engine-epoch')
call('HSET', engine_key(ARGV[1]), 'epoch', epoch, 'fenced', 0, 'left', 0, 'asterisk', ARGV[3], 'takes', 1)
call('EXPIRE', engine_key(ARGV[1]), 604800)
call('ZADD', LEASES, now + ARGV[2], ARGV[1])
return epoch
`;

/**
 * ARGV: name, epoch, lease in ms, asterisk, takes (0, 1), left (0, 1). Gives 'lost', or 'held' ('forgotten' where
 * Redis knew nothing of this engine: what others have taken from it is not known either) and of every other engine of the
 * last minute: name, epoch, ms until its lease ends, asterisk, takes, 'left', 'fenced' or ''.
 */
const beat = `
local key = engine_key(ARGV[1])
local known = call('HMGET', key, 'epoch', 'fenced')
local word = 'held'
if not known[1] then
  word = 'forgotten'
  -- Redis was emptied: the epochs must not begin anew.
  if tonumber(call('GET', P .. 'engine-epoch') or '0') < tonumber(ARGV[2]) then call('SET', P .. 'engine-epoch', ARGV[2]) end
elseif known[1] ~= ARGV[2] or known[2] == '1' then return { 'lost' } end
call('HSET', key, 'epoch', ARGV[2], 'fenced', 0, 'left', ARGV[6], 'asterisk', ARGV[4], 'takes', ARGV[5])
call('EXPIRE', key, 604800)
call('ZADD', LEASES, now + ARGV[3], ARGV[1])
call('ZREMRANGEBYSCORE', LEASES, '-inf', now - 60000)
local told = { word }
local leases = call('ZRANGE', LEASES, 0, 199, 'WITHSCORES')
for i = 1, #leases, 2 do
  if leases[i] ~= ARGV[1] then
    local other = call('HMGET', engine_key(leases[i]), 'epoch', 'asterisk', 'takes', 'left', 'fenced')
    local over = other[4] == '1' and 'left' or (other[5] == '1' and 'fenced' or '')
    for _, word in ipairs({ leases[i], other[1] or '0', tostring(leases[i + 1] - now), other[2] or '', other[3] or '0', over }) do
      told[#told + 1] = word
    end
  end
end
return told
`;

/** ARGV: name, epoch, lease in ms. Prolongs what is held, and says no more of the engine than that. Gives whether it is held: 1, 0. */
const prolong = `
local known = call('HMGET', engine_key(ARGV[1]), 'epoch', 'fenced', 'left')
if known[1] ~= ARGV[2] or known[2] == '1' or known[3] == '1' then return 0 end
call('ZADD', LEASES, now + ARGV[3], ARGV[1])
return 1
`;

/**
 * ARGV: name, epoch, life in s, then of each call its id and the engine at which the network has it ('' for nobody's).
 * Gives for each '' (it is somebody else's, or all of ours are lost), or '=' and the sealed session (empty where there is none): it is ours now.
 */
const claim = `
local mine = ARGV[1] .. ':' .. ARGV[2]
local won = {}
-- Whoever was late with a beat, and has lost nothing by it, takes what is nobody else's: it would be nobody's for good.
local known = call('HMGET', engine_key(ARGV[1]), 'epoch', 'fenced', 'left')
local able = not known[1] or (known[1] == ARGV[2] and known[2] ~= '1' and known[3] ~= '1')
local in_time = holds(ARGV[1], ARGV[2])
for i = 4, #ARGV, 2 do
  local key = P .. 'call:' .. ARGV[i]
  local owner = call('HGET', key, 'o')
  local at = ARGV[i + 1]
  if not owner and at ~= '' and at ~= ARGV[1] then
    -- Where Redis was emptied, nobody is fenced by a claim before it knows whom: see recall.
    owner = at .. ':' .. (call('HGET', engine_key(at), 'epoch') or '0')
  end
  local free = able
  if free and owner and owner ~= mine then
    local name, epoch = split(owner)
    if name ~= ARGV[1] then
      free = in_time and not holds(name, epoch)
      if free and call('HGET', engine_key(name), 'epoch') == epoch then call('HSET', engine_key(name), 'fenced', 1) end
    end
  end
  if free then
    call('HSET', key, 'o', mine)
    call('EXPIRE', key, ARGV[3])
    won[#won + 1] = '=' .. (call('HGET', key, 's') or '')
  else won[#won + 1] = '' end
end
return won
`;

/** ARGV: name, epoch, life in s, then of each call its id and its sealed session ('': forget it). Gives the ids that are not ours. */
const save = `
local mine = ARGV[1] .. ':' .. ARGV[2]
local refused = {}
local known = call('HMGET', engine_key(ARGV[1]), 'epoch', 'fenced')
local lost = known[1] and (known[1] ~= ARGV[2] or known[2] == '1')
for i = 4, #ARGV, 2 do
  local key = P .. 'call:' .. ARGV[i]
  local owner = call('HGET', key, 'o')
  if lost or (owner and owner ~= mine) then refused[#refused + 1] = ARGV[i]
  elseif ARGV[i + 1] == '' then call('DEL', key)
  else
    call('HSET', key, 'o', mine, 's', ARGV[i + 1])
    call('EXPIRE', key, ARGV[3])
  end
end
return refused
`;

/**
 * ARGV: name, then of another engine that is not among the leases: name, epoch, asterisk, ms since its lease ended. It is told of
 * by beats again, as one whose lease has ended. Whatever is known of it stays, and so does a lease that it has got meanwhile.
 */
const recall = `
local key = engine_key(ARGV[2])
if call('EXISTS', key) == 0 then
  -- Redis was emptied. Its epoch is what it is fenced under, and whoever has its name next gets another one.
  if tonumber(call('GET', P .. 'engine-epoch') or '0') < tonumber(ARGV[3]) then call('SET', P .. 'engine-epoch', ARGV[3]) end
  call('HSET', key, 'epoch', ARGV[3], 'fenced', 0, 'left', 0, 'asterisk', ARGV[4], 'takes', 0)
  call('EXPIRE', key, 604800)
end
-- Longer ago, and the next beat would remove it.
call('ZADD', LEASES, 'NX', now - math.min(tonumber(ARGV[5]), 30000), ARGV[2])
return 1
`;

/** ARGV: name, epoch. The engine goes: others take at once whatever it still has. */
const leave = `
if call('HGET', engine_key(ARGV[1]), 'epoch') ~= ARGV[2] then return 0 end
call('HSET', engine_key(ARGV[1]), 'left', 1, 'takes', 0)
call('ZADD', LEASES, now, ARGV[1])
return 1
`;

export const leaseScripts = {
  register: head + register,
  beat: head + beat,
  prolong: head + prolong,
  claim: head + claim,
  save: head + save,
  leave: head + leave,
  recall: head + recall,
} as const;

export type LeaseScript = keyof typeof leaseScripts;
