/** One script a decision: what each of them does with its arguments, and what it answers (JSON, or a word). */
import { callers } from './callers.ts';
import { offers } from './offers.ts';
import { operators } from './operators.ts';
import { state } from './state.ts';

const base = [state, operators, callers, offers].join('\n');

const enter = `
local id = arg.id
local entry = entry_of(id)
if entry then
  -- Whoever has the call now says so: the place is the old one.
  if entry.kind == 'call' and entry.engine ~= arg.engine then
    call('SREM', P .. 'calls:' .. entry.engine, id)
    call('SADD', P .. 'calls:' .. arg.engine, id)
  end
  entry.engine = arg.engine
  set('entry:' .. id, { engine = arg.engine })
  call('SET', P .. 'ctx:' .. id, arg.ctx, 'KEEPTTL')
  if entry.state == 'parked' then wait_again(id) end
  return 'already'
end
local since = arg.since or now
local score = since - arg.headStart
if arg.atHead then score = score - 1e10 end
entry = {
  id = id, kind = arg.kind, home = arg.queue, queue = arg.queue, topic = arg.topic, lang = arg.lang, level = arg.level,
  score = score, since = since, engine = arg.engine, phase = 1, route = arg.phases,
  phaseUntil = '', giveUpAt = arg.giveUpAt or now + arg.maxWait * 1000, state = 'waiting', sets = '', offer = '',
  operator = arg.operator or '', uncounted = arg.uncounted and '1' or '', attempts = 0, ring = arg.ring, wrap = arg.wrap, nobodySince = '',
}
if entry.kind == 'call' and not arg.atHead and not arg.kept then
  if not anybody_for(entry) then return 'nobody' end
  if call('ZCARD', P .. line_of(entry)) >= arg.maxLength then return 'full' end
end
local kept = math.floor(math.max(entry.giveUpAt - now, 0) + HOUR)
call('SET', P .. 'ctx:' .. id, arg.ctx, 'PX', kept)
call('SET', P .. 'route:' .. id, cjson.encode(arg.phases), 'PX', kept)
if arg.phases[1].seconds then entry.phaseUntil = now + arg.phases[1].seconds * 1000 end
call('HSET', P .. 'lines', entry.queue .. ':' .. entry.lang, arg.topic .. ':' .. entry.lang .. ':' .. arg.level)
if entry.kind == 'call' then
  call('SADD', P .. 'calls:' .. entry.engine, id)
end
if arg.notBefore and arg.notBefore > now then
  entry.state = 'dormant'
  set('entry:' .. id, entry, kept)
  due('w:' .. id, arg.notBefore)
  return 'waiting'
end
join_line(id, entry)
join_wait(id, entry, kept)
match_caller(id, entry)
return 'waiting'
`;

const leave = `
local entry = entry_of(arg.id)
if not entry then return 'gone' end
if entry.state == 'offered' then
  local offer = hash('offer:' .. entry.offer)
  if offer then undo(entry.offer, offer, nil, 'forget') end
end
forget(arg.id, entry)
local line = entry.home .. ':' .. entry.lang .. ':'
if is_caller(entry) then
  if arg.why == 'timeout' then
    count(line .. 'timedOut')
  elseif arg.why ~= 'call-back' and arg.why ~= 'moved' then
    count(line .. 'abandoned')
    gave_up(entry)
  end
end
return 'left'
`;

const place = `
local entry = entry_of(arg.id)
if not entry or (entry.state ~= 'waiting' and entry.state ~= 'parked') then return '' end
local line = entry.queue .. ':' .. entry.lang
local rank = call('ZRANK', P .. 'line:' .. line, arg.id)
if not rank then return '' end
local function ahead_of(skill)
  local ahead = 0
  for least = 1, 5 do
    ahead = ahead + call('ZCOUNT', P .. 'wait:' .. skill .. ':' .. least, '-inf', '(' .. entry.score)
  end
  return ahead
end
-- All that the route reaches, also what it will reach later.
local reaches, known = {}, {}
local starts = 0
local any = '*:' .. entry.lang .. ':' .. entry.level
local ahead_any, staff_any = ahead_of(any), call('ZCARD', P .. 'staff:' .. any)
for number, phase in ipairs(phases_of(entry)) do
  local skill = phase.topic .. ':' .. entry.lang .. ':' .. phase.level
  local idle = 0
  for proficiency = phase.atLeast, 5 do idle = idle + call('ZCARD', P .. 'idle:' .. skill .. ':' .. proficiency) end
  known[skill] = known[skill] or ahead_of(skill)
  reaches[#reaches + 1] = {
    startsIn = starts, staff = call('ZCOUNT', P .. 'staff:' .. skill, phase.atLeast, '+inf'), idle = idle,
    ahead = known[skill], aheadAny = phase.topic == '*' and 0 or ahead_any, staffAny = staff_any,
  }
  if number >= tonumber(entry.phase) and phase.seconds then
    if number == tonumber(entry.phase) and entry.phaseUntil ~= '' then
      starts = math.max(0, entry.phaseUntil - now)
    else
      starts = starts + phase.seconds * 1000
    end
  end
end
-- Everybody of this language and level with a better place, whatever they wait for.
local ahead_all = 0
local suffix = ':' .. entry.lang .. ':' .. entry.level
local known_lines = call('HGETALL', P .. 'lines')
for i = 1, #known_lines, 2 do
  if string.sub(known_lines[i + 1], -#suffix) == suffix then
    ahead_all = ahead_all + call('ZCOUNT', P .. 'line:' .. known_lines[i], '-inf', '(' .. entry.score)
  end
end
local waited_all, gone = 0, 0
for _, one in ipairs(call('LRANGE', P .. 'waits', 0, -1)) do
  local waited = tonumber(one)
  waited_all = waited_all + math.abs(waited)
  if waited < 0 then gone = gone + 1 end
end
return cjson.encode({
  patience = { waitedMs = waited_all, gaveUp = gone }, aheadAll = ahead_all, queue = entry.queue, ahead = rank, staff = staff_for(entry), waited = now - entry.since, reaches = reaches,
  handling = call('LRANGE', P .. 'handling:' .. line, 0, -1),
  handlingOfAll = call('LRANGE', P .. 'handling:all', 0, -1),
})
`;

const absent = `
local missing = {}
for _, id in ipairs(arg.ids) do
  if call('EXISTS', P .. 'entry:' .. id) == 0 then missing[#missing + 1] = id end
end
return missing
`;

const beatEngine = `
local function absent(ids, there)
  local missing = {}
  for _, id in ipairs(ids) do
    if not there(id) then missing[#missing + 1] = id end
  end
  return #missing > 0 and cjson.encode(missing) or '[]'
end
call('ZADD', P .. 'engines', now + LEASE_ENGINE, arg.engine)
for _, key in ipairs({ 'engines', 'calls:' .. arg.engine, 'talks:' .. arg.engine }) do
  call('PEXPIRE', P .. key, DAY)
end
local waiting = absent(arg.waiting, function(id)
  local state = call('HGET', P .. 'entry:' .. id, 'state')
  return state and state ~= 'parked'
end)
local talking = absent(arg.talking, function(id) return call('EXISTS', P .. 'offer:' .. id) == 1 end)
return { waiting, talking }
`;

const leaveEngine = `
call('ZADD', P .. 'engines', now, arg.engine)
return 'done'
`;

const found = `
local conversations = {}
for _, id in ipairs(call('SMEMBERS', P .. 'talks:' .. arg.engine)) do
  local offer = hash('offer:' .. id)
  if offer then conversations[#conversations + 1] = cjson.encode(conversation_of(id, offer)) end
end
local waiting = {}
for _, id in ipairs(call('SMEMBERS', P .. 'calls:' .. arg.engine)) do
  if call('EXISTS', P .. 'entry:' .. id) == 1 then
    waiting[#waiting + 1] = id
  else
    call('SREM', P .. 'calls:' .. arg.engine, id)
  end
end
return { waiting, conversations }
`;

const adopt = `
local offer = hash('offer:' .. arg.offer)
if not offer or pending(offer) then return 'gone' end
call('SREM', P .. 'talks:' .. offer.engine, arg.offer)
call('SADD', P .. 'talks:' .. arg.engine, arg.offer)
set('offer:' .. arg.offer, { engine = arg.engine })
undue('o:' .. arg.offer)
local op = operator_of(arg.offer, offer)
if op then tell(offer.op, op) end
return 'yes'
`;

/** Redis lost its memory in the middle of a conversation: it is there again as its engine remembers it. */
const restore = `
if call('EXISTS', P .. 'offer:' .. arg.id) == 1 then return 'there' end
set('offer:' .. arg.id, {
  kind = arg.kind, call = arg.callId, engine = arg.engine, op = arg.operator, queue = arg.queue, topic = arg.topic,
  lang = arg.language, level = arg.level, state = arg.state, since = arg.since, waited = arg.waitedSeconds,
  ring = 0, wrap = arg.wrap, line = arg.queue .. ':' .. arg.language, connected = arg.since,
}, DAY)
call('SET', P .. 'said:' .. arg.id, arg.sealedContext, 'PX', DAY)
call('SADD', P .. 'talks:' .. arg.engine, arg.id)
call('SET', P .. 'busy:' .. arg.operator, arg.id, 'PX', DAY)
local op = hash('op:' .. arg.operator)
if op and op.offer == '' then
  if op.state == 'ready' then leave_idle(arg.operator, op) end
  undue('u:' .. arg.operator)
  change(arg.operator, op, { state = 'talking', offer = arg.id })
end
return 'restored'
`;

const ringing = `
local offer = hash('offer:' .. arg.offer)
if not offer then return 'gone' end
if offer.state == 'offered' or (offer.state == 'ringing' and arg.seconds) then
  set('offer:' .. arg.offer, { state = 'ringing' })
  due('o:' .. arg.offer, now + (arg.seconds or offer.ring) * 1000 + GRACE)
end
return 'yes'
`;

const connected = `
local offer = hash('offer:' .. arg.offer)
if not offer then return 'gone' end
if not pending(offer) then return 'yes' end
local entry = entry_of(offer.call)
undue('o:' .. arg.offer)
local waited = tonumber(offer.waited)
if entry then
  local exact = math.max(0, now - entry.since)
  waited = math.floor(exact / 1000)
  if is_caller(entry) then
    remember('waits', exact, 128)
    local line = entry.home .. ':' .. entry.lang .. ':'
    count(line .. 'answered')
    count(line .. 'waited', exact)
    if exact <= 20000 then count(line .. 'inTime') end
    set('offer:' .. arg.offer, { counted = exact, home = entry.home .. ':' .. entry.lang })
  end
  if call('EXISTS', P .. 'ctx:' .. offer.call) == 1 then
    call('RENAME', P .. 'ctx:' .. offer.call, P .. 'said:' .. arg.offer)
    call('PEXPIRE', P .. 'said:' .. arg.offer, DAY)
  end
  forget(offer.call, entry)
end
set('offer:' .. arg.offer, { state = 'talking', since = now, waited = waited, connected = now })
call('SET', P .. 'busy:' .. offer.op, arg.offer, 'PX', DAY)
local op = operator_of(arg.offer, offer)
if op then change(offer.op, op, { state = 'talking' }) end
return 'yes'
`;

const declined = `
local offer = hash('offer:' .. arg.offer)
if not offer or not pending(offer) then return 'gone' end
if arg.why == 'caller-gone' then
  local entry = entry_of(offer.call)
  if entry and is_caller(entry) then
    count(entry.home .. ':' .. entry.lang .. ':abandoned')
    gave_up(entry)
  end
  undo(arg.offer, offer, nil, 'forget')
elseif arg.why == 'engine-gone' then
  undo(arg.offer, offer, nil, 'wait')
else
  undo(arg.offer, offer, arg.why == 'failed' and 'unreachable' or arg.why, 'wait')
end
return 'done'
`;

const postponed = `
local offer = hash('offer:' .. arg.offer)
if not offer then return 0 end
local op = operator_of(arg.offer, offer)
local entry = entry_of(offer.call)
drop_offer(arg.offer, offer)
local attempts = 0
if entry then
  attempts = entry.attempts + 1
  set('entry:' .. offer.call, { state = 'dormant', sets = '', offer = '', attempts = attempts })
  due('w:' .. offer.call, arg.notBefore)
end
free(offer, op, nil)
return attempts
`;

const phase = `
local offer = hash('offer:' .. arg.offer)
if not offer or pending(offer) then return 'gone' end
set('offer:' .. arg.offer, { state = arg.state, since = now })
if arg.ctx then call('SET', P .. 'said:' .. arg.offer, arg.ctx, 'PX', DAY) end
local op = operator_of(arg.offer, offer)
if op then tell(offer.op, op) end
return 'done'
`;

const over = `
local offer = hash('offer:' .. arg.offer)
if not offer then return 'gone' end
if pending(offer) then
  undo(arg.offer, offer, nil, 'forget')
else
  local occupied = now - (offer.connected or now) + offer.wrap * 1000
  remember('handling:' .. offer.line, occupied)
  remember('handling:all', occupied)
  wrap_up(arg.offer, offer)
end
return 'done'
`;

const lost = `
local offer = hash('offer:' .. arg.offer)
if not offer then return 'gone' end
local op = operator_of(arg.offer, offer)
if arg.why == 'silent' and offer.counted and math.floor(offer.connected / DAY) == math.floor(now / DAY) then
  -- Nobody answered: the next one will.
  local exact = tonumber(offer.counted)
  local line = offer.home .. ':'
  count(line .. 'answered', -1)
  count(line .. 'waited', -exact)
  if exact <= 20000 then count(line .. 'inTime', -1) end
  count(line .. 'silent')
end
drop_offer(arg.offer, offer)
free(offer, op, arg.why)
return 'done'
`;

/** The desk's words begin with whether it is the desk that is logged in. */
const desk = `
local op = hash('op:' .. arg.operator)
if not op then return 'signed-out' end
if op.session ~= arg.session then return 'displaced' end
`;

const signIn = `
local id = arg.operator
local op = hash('op:' .. id)
if op then
  if op.state == 'ready' then leave_idle(id, op) end
  leave_staff(id, op)
  undue('u:' .. id)
  if op.state == 'offered' then
    -- It rings at a desk that is no longer theirs.
    local offer = hash('offer:' .. op.offer)
    op.next, op.leaving, op.away = '', '', ''
    if offer then
      withdraw(op.offer, offer, 'operator-left')
      undo(op.offer, offer, 'accesso', 'wait')
    end
    op = hash('op:' .. id)
  end
end
local before = op
op = {
  name = arg.name, ring = arg.ring, session = arg.session, skills = arg.skills, state = 'paused', since = now,
  reason = 'accesso', next = '', offer = '', idle = '', leaving = '', away = '', wrap = 0, ['until'] = '',
}
local talking = call('GET', P .. 'busy:' .. id)
if talking and call('EXISTS', P .. 'offer:' .. talking) == 1 then
  op.state, op.reason, op.offer = 'talking', '', talking
  if before and before.state == 'talking' then op.since = before.since end
end
set('op:' .. id, op, DAY)
call('ZADD', P .. 'ops', now + LEASE_DESK, id)
join_staff(id, op)
tell(id, op)
return cjson.encode(view_of(id, op))
`;

const signOut = `
if op.state == 'talking' then
  change(arg.operator, op, { leaving = '1' })
  return 'later'
end
if op.state == 'offered' then
  local offer = hash('offer:' .. op.offer)
  set('op:' .. arg.operator, { leaving = '1' })
  if offer then
    withdraw(op.offer, offer, 'operator-left')
    undo(op.offer, offer, nil, 'wait')
    return 'done'
  end
end
go_offline(arg.operator, op)
return 'done'
`;

const beat = `
call('ZADD', P .. 'ops', now + LEASE_DESK, arg.operator)
call('PEXPIRE', P .. 'op:' .. arg.operator, DAY)
if op.away == '1' then set('op:' .. arg.operator, { away = '' }) end
return 'done'
`;

const ready = `
if op.state == 'ready' then return 'done' end
if op.state == 'offered' or op.state == 'talking' then
  if op.next == '' then return 'refused' end
  change(arg.operator, op, { next = '' })
  return 'done'
end
undue('u:' .. arg.operator)
become_ready(arg.operator, op, false)
return 'done'
`;

const pause = `
if op.state == 'offered' or op.state == 'talking' then
  change(arg.operator, op, { next = arg.reason })
  return 'later'
end
if op.state == 'ready' then leave_idle(arg.operator, op) end
undue('u:' .. arg.operator)
change(arg.operator, op, { state = 'paused', reason = arg.reason, ['until'] = '' })
return 'done'
`;

const wrapUp = `
if op.state ~= 'wrap-up' then return 'refused' end
local at = math.min(tonumber(op['until']) + math.max(tonumber(op.wrap), 30) * 1000, op.since + 600000)
change(arg.operator, op, { ['until'] = at })
due('u:' .. arg.operator, at)
return 'done'
`;

const conversation = `
local offer = hash('offer:' .. arg.offer)
return offer and cjson.encode(conversation_of(arg.offer, offer)) or ''
`;

const operator = `
local op = hash('op:' .. arg.operator)
return op and cjson.encode(view_of(arg.operator, op)) or ''
`;

const snapshot = `
local views = {}
for _, id in ipairs(call('ZRANGE', P .. 'ops', 0, 1999)) do
  local op = hash('op:' .. id)
  if op then
    local view = view_of(id, op)
    -- The wall needs no context, and the desk has it already.
    if view.conversation then view.conversation.sealedContext = '' end
    views[#views + 1] = cjson.encode(view)
  end
end
local today = hash('day:' .. math.floor(now / DAY)) or {}
local lines = {}
local known = hash('lines') or {}
for line, skill in pairs(known) do
  local queue, lang = string.match(line, '^(.*):(%a+)$')
  local function of(field) return tonumber(today[line .. ':' .. field] or 0) end
  local longest, call_backs, uncounted, last = now, 0, 0, nil
  for _, id in ipairs(call('ZRANGE', P .. 'line:' .. line, 0, 999)) do
    local entry = call('HMGET', P .. 'entry:' .. id, 'since', 'kind', 'uncounted')
    if entry[3] == '1' then
      uncounted = uncounted + 1
    else
      last = id
      if entry[2] == 'call' then longest = math.min(longest, tonumber(entry[1])) else call_backs = call_backs + 1 end
    end
  end
  local answered = of('answered')
  lines[#lines + 1] = cjson.encode({
    queue = queue, language = lang, waiting = call('ZCARD', P .. 'line:' .. line) - uncounted, callBacks = call_backs,
    last = last, longestWaitSeconds = math.floor((now - longest) / 1000), staff = call('ZCARD', P .. 'staff:' .. skill),
    today = {
      answered = answered, inTime = of('inTime'), abandoned = of('abandoned'), timedOut = of('timedOut'), silent = of('silent'),
      meanWaitSeconds = answered > 0 and of('waited') / answered / 1000 or 0,
    },
  })
end
return { now, lines, views }
`;

/** What time brings: whoever runs it, however often. Answers how much there was to do. */
const tick = `
local done = 0
for _, id in ipairs(call('ZRANGEBYSCORE', P .. 'engines', '-inf', now, 'LIMIT', 0, BATCH)) do
  done = done + 1
  call('ZREM', P .. 'engines', id)
  for _, offer_id in ipairs(call('SMEMBERS', P .. 'talks:' .. id)) do
    local offer = hash('offer:' .. offer_id)
    if not offer then
      call('SREM', P .. 'talks:' .. id, offer_id)
    elseif pending(offer) then
      undo(offer_id, offer, nil, 'park')
    else
      due('o:' .. offer_id, now + ORPHAN_KEPT)
    end
  end
  for _, entry_id in ipairs(call('SMEMBERS', P .. 'calls:' .. id)) do
    local entry = entry_of(entry_id)
    if not entry then
      call('SREM', P .. 'calls:' .. id, entry_id)
    elseif entry.state == 'waiting' then
      park(entry_id, entry)
    end
  end
end
for _, id in ipairs(call('ZRANGEBYSCORE', P .. 'ops', '-inf', now, 'LIMIT', 0, BATCH)) do
  done = done + 1
  local op = hash('op:' .. id)
  if not op then
    call('ZREM', P .. 'ops', id)
  elseif op.state == 'talking' then
    -- The conversation needs no desk; who is still away when it is over is offline then.
    set('op:' .. id, { away = '1' })
    call('ZADD', P .. 'ops', now + HOUR, id)
  elseif op.state == 'offered' then
    local offer = hash('offer:' .. op.offer)
    set('op:' .. id, { away = '1' })
    if offer then
      withdraw(op.offer, offer, 'operator-left')
      undo(op.offer, offer, nil, 'wait')
    else
      go_offline(id, op)
    end
  else
    go_offline(id, op)
  end
end

local function entry_due(id)
  local entry = entry_of(id)
  if not entry then return end
  if tonumber(entry.giveUpAt) <= now and entry.state ~= 'offered' then
    local engine = entry.engine
    if entry.kind == 'call-back' then engine = any_engine() or engine end
    publish('to:' .. engine, { type = 'ended', callId = id, kind = entry.kind, queue = entry.home, why = 'timeout' })
    if is_caller(entry) then count(entry.home .. ':' .. entry.lang .. ':timedOut') end
    return forget(id, entry)
  end
  if entry.state == 'parked' then
    if is_caller(entry) then count(entry.home .. ':' .. entry.lang .. ':abandoned') end
    return forget(id, entry)
  end
  if entry.state == 'dormant' then return wait_again(id) end
  if entry.state ~= 'waiting' then return end
  if entry.kind == 'call' then
    if anybody_for(entry) then
      if entry.nobodySince ~= '' then
        entry.nobodySince = ''
        set('entry:' .. id, { nobodySince = '' })
      end
    elseif entry.nobodySince == '' then
      set('entry:' .. id, { nobodySince = now })
    elseif now - entry.nobodySince >= NOBODY_FOR then
      publish('to:' .. entry.engine, { type = 'ended', callId = id, kind = 'call', queue = entry.home, why = 'nobody' })
      if is_caller(entry) then count(entry.home .. ':' .. entry.lang .. ':abandoned') end
      return forget(id, entry)
    end
  end
  -- Sets in which somebody waits longer than some seconds go away a day after nobody does.
  call('PEXPIRE', P .. line_of(entry), DAY)
  for place in string.gmatch(entry.sets, '%S+') do call('PEXPIRE', P .. place, DAY) end
  if entry.phaseUntil == '' or tonumber(entry.phaseUntil) > now then return schedule(id, entry) end
  leave_wait(id, entry)
  local phases = phases_of(entry)
  local next = tonumber(entry.phase) + 1
  local phase = phases[next]
  local queue = entry.queue
  if phase.queue ~= queue then leave_line(id, entry) end
  entry.phase, entry.queue = next, phase.queue
  entry.phaseUntil = phase.seconds and now + phase.seconds * 1000 or ''
  set('entry:' .. id, { phase = next, queue = phase.queue, phaseUntil = entry.phaseUntil })
  if phase.queue ~= queue then
    call('HSET', P .. 'lines', phase.queue .. ':' .. entry.lang, phase.topic .. ':' .. entry.lang .. ':' .. phase.level)
    join_line(id, entry)
    publish('to:' .. entry.engine, { type = 'moved', callId = id, queue = phase.queue })
  end
  join_wait(id, entry)
  match_caller(id, entry)
end

local function offer_due(id)
  local offer = hash('offer:' .. id)
  if not offer then return end
  if offer.state == 'offered' then
    withdraw(id, offer, 'lapsed')
    undo(id, offer, nil, offer.kind == 'call' and 'park' or 'wait')
  elseif offer.state == 'ringing' then
    withdraw(id, offer, 'lapsed')
    undo(id, offer, 'no-answer', 'wait')
  else
    -- Its engine did not come back.
    wrap_up(id, offer)
  end
end

for _, member in ipairs(call('ZRANGEBYSCORE', P .. 'due', '-inf', now, 'LIMIT', 0, BATCH)) do
  done = done + 1
  undue(member)
  local kind, id = string.match(member, '^(%a):(.*)$')
  if kind == 'w' then
    entry_due(id)
  elseif kind == 'o' then
    offer_due(id)
  else
    local op = hash('op:' .. id)
    if op and op.state == 'wrap-up' then become_ready(id, op, false) end
  end
end
return done
`;

/** All scripts, whole. */
export const decisions = {
  enter: base + enter,
  leave: base + leave,
  place: base + place,
  absent: base + absent,
  beatEngine: base + beatEngine,
  leaveEngine: base + leaveEngine,
  found: base + found,
  adopt: base + adopt,
  restore: base + restore,
  ringing: base + ringing,
  connected: base + connected,
  declined: base + declined,
  postponed: base + postponed,
  phase: base + phase,
  over: base + over,
  lost: base + lost,
  signIn: base + signIn,
  signOut: base + desk + signOut,
  beat: base + desk + beat,
  ready: base + desk + ready,
  pause: base + desk + pause,
  wrapUp: base + desk + wrapUp,
  conversation: base + conversation,
  operator: base + operator,
  snapshot: base + snapshot,
  tick: base + tick,
} as const;
export type Decision = keyof typeof decisions;
