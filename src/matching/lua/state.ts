/**
 * What every script begins with. ARGV: the prefix of all keys, the time in epoch ms (empty: the clock of Redis), and the
 * arguments as JSON; `arg` is them.
 *
 *   op:ID          hash      an operator who is logged in: state, since, session, skills, offer ...
 *   ops            zset      operators by the time at which their desk's lease ends
 *   staff:SKILL    zset      operators who are logged in and have the skill, by proficiency; SKILL is topic:language:level
 *   idle:SKILL:Q   zset      operators who are ready and have the skill with proficiency Q, by the time since when
 *   entry:ID       hash      somebody who wants an operator
 *   route:ID, ctx:ID  strings  its route, its sealed context (said:OFFER once they talk): long values of their own, so that
 *                  the hash stays small
 *   wait:SKILL:P   zset      callers who by now take proficiency P or better, by score; wait:@ID those who want this operator only
 *   asked          hash      which proficiencies callers ever asked of a skill, as digits: what the search goes by
 *   line:QUEUE:LANGUAGE zset who waits in a queue, by score: place and length
 *   lines          hash      all lines there have been, with the skill of each
 *   offer:ID       hash      an offer, later the conversation
 *   busy:ID        string    the conversation of an operator
 *   engines        zset      engines by the time at which their lease ends
 *   calls:ENGINE, talks:ENGINE  sets   its entries, its conversations
 *   due            zset      what happens next by itself, by its time: w:ENTRY, o:OFFER, u:OPERATOR
 *   day:N          hash      figures of the day
 *   handling:LINE, handling:all  lists  how long an operator was occupied by each of the last calls (ms)
 *   waits          list      how long each of the last callers waited (ms); of those who gave up below zero, less one
 *
 * The score of a caller is the time of arrival, less the head start of the priority: it never changes, so nobody starves.
 */
export const state = `
local call = redis.call
local P = ARGV[1]
local now = tonumber(ARGV[2])
if now == nil then
  local time = call('TIME')
  now = time[1] * 1000 + math.floor(time[2] / 1000)
end
local arg = cjson.decode(ARGV[3])

local LEASE_DESK, LEASE_ENGINE = 15000, 6000
local PLACE_KEPT, ORPHAN_KEPT = 30000, 120000
local CONFIRM, GRACE, CHECK = 3000, 5000, 30000
local HOUR, DAY = 3600000, 86400000
local NOBODY_FOR = 60000
local BATCH = 200

local function hash(key)
  local flat = call('HGETALL', P .. key)
  if #flat == 0 then return nil end
  local found = {}
  for i = 1, #flat, 2 do found[flat[i]] = flat[i + 1] end
  return found
end
local function set(key, fields, kept)
  local flat = {}
  for name, value in pairs(fields) do
    if type(value) ~= 'table' then
      flat[#flat + 1] = name
      flat[#flat + 1] = value
    end
  end
  call('HSET', P .. key, unpack(flat))
  if kept then call('PEXPIRE', P .. key, math.floor(kept)) end
end
local function publish(channel, message)
  return call('PUBLISH', P .. channel, cjson.encode(message))
end
local function due(member, at)
  call('ZADD', P .. 'due', at, member)
end
local function undue(member)
  call('ZREM', P .. 'due', member)
end
local function count(field, by)
  local key = P .. 'day:' .. math.floor(now / DAY)
  local added = math.floor(by or 1)
  -- A field that is new may be the first of its day.
  if call('HINCRBY', key, field, added) == added then call('PEXPIRE', key, 3 * DAY) end
end
local function remember(list, value, most)
  call('LPUSH', P .. list, math.floor(value))
  call('LTRIM', P .. list, 0, (most or 32) - 1)
  call('PEXPIRE', P .. list, HOUR)
end
`;
