/** Callers: where they stand, and both directions of the search. */
export const callers = `
local function entry_of(id)
  local entry = hash('entry:' .. id)
  if entry then entry.id = id end
  return entry
end
-- Figures and the patience of callers are of these: a consultation stands in line as they do, and is an operator's.
local function is_caller(entry)
  return entry.kind == 'call' and entry.uncounted ~= '1'
end
local function line_of(entry)
  return 'line:' .. entry.queue .. ':' .. entry.lang
end
local function phases_of(entry)
  entry.route = entry.route or cjson.decode(call('GET', P .. 'route:' .. entry.id) or '[]')
  return entry.route
end
-- Whom the caller takes by now: of each topic at a level the widest step so far, in the order of the route.
local function reach_of(entry)
  local reach, index = {}, {}
  local phases = phases_of(entry)
  for number = 1, tonumber(entry.phase) do
    local phase = phases[number]
    local skill = phase.topic .. ':' .. entry.lang .. ':' .. phase.level
    if index[skill] then
      local known = reach[index[skill]]
      known.least = math.min(known.least, phase.atLeast)
    else
      reach[#reach + 1] = { skill = skill, least = phase.atLeast }
      index[skill] = #reach
    end
  end
  return reach
end
local function join_line(id, entry)
  call('ZADD', P .. line_of(entry), entry.score, id)
end
local function leave_line(id, entry)
  call('ZREM', P .. line_of(entry), id)
end
local function schedule(id, entry)
  local at = math.min(tonumber(entry.giveUpAt), now + CHECK)
  if entry.phaseUntil ~= '' then at = math.min(at, tonumber(entry.phaseUntil)) end
  due('w:' .. id, at)
end
-- Into the sets of those who want the same; the line is another matter. fresh: how long the new entry is kept, ms.
local function join_wait(id, entry, fresh)
  local places = {}
  if entry.operator ~= '' then
    places[1] = 'wait:@' .. entry.operator
  else
    for _, one in ipairs(reach_of(entry)) do
      places[#places + 1] = 'wait:' .. one.skill .. ':' .. one.least
      local asked = call('HGET', P .. 'asked', one.skill) or ''
      if not string.find(asked, one.least, 1, true) then call('HSET', P .. 'asked', one.skill, asked .. one.least) end
    end
  end
  entry.sets = table.concat(places, ' ')
  entry.state = 'waiting'
  if fresh then
    set('entry:' .. id, entry, fresh)
  else
    set('entry:' .. id, { sets = entry.sets, state = 'waiting' })
  end
  for _, place in ipairs(places) do call('ZADD', P .. place, entry.score, id) end
  schedule(id, entry)
end
local function leave_wait(id, entry)
  for place in string.gmatch(entry.sets, '%S+') do call('ZREM', P .. place, id) end
end
local function forget(id, entry)
  leave_wait(id, entry)
  leave_line(id, entry)
  undue('w:' .. id)
  call('SREM', P .. 'calls:' .. entry.engine, id)
  call('DEL', P .. 'entry:' .. id, P .. 'route:' .. id, P .. 'ctx:' .. id)
end
local function gave_up(entry)
  remember('waits', -1 - math.max(0, now - entry.since), 128)
end
-- Nobody can be told of an offer for this caller now: the place is kept, for a while.
local function park(id, entry)
  leave_wait(id, entry)
  if entry.kind == 'call-back' then
    leave_line(id, entry)
    set('entry:' .. id, { state = 'dormant', sets = '' })
    due('w:' .. id, now + GRACE)
  else
    set('entry:' .. id, { state = 'parked', sets = '' })
    due('w:' .. id, now + PLACE_KEPT)
  end
end
local function any_engine()
  local there = call('ZRANGEBYSCORE', P .. 'engines', now, '+inf')
  if #there == 0 then return nil end
  return there[tonumber(call('INCR', P .. 'seq')) % #there + 1]
end

-- The one place where a caller and an operator are taken out of their sets, together or not at all.
local function offer(id, entry, op_id, op)
  local engine = entry.engine
  if entry.kind == 'call-back' then engine = any_engine() end
  local offer_id = now .. '-' .. call('INCR', P .. 'seq')
  local ring = tonumber(entry.ring)
  local waited = math.max(0, math.floor((now - entry.since) / 1000))
  local reached = engine and publish('to:' .. engine, {
    type = 'offer', offerId = offer_id, kind = entry.kind, callId = id, queue = entry.home, topic = entry.topic,
    language = entry.lang, level = tonumber(entry.level), operator = { id = op_id, ring = op.ring },
    sealedContext = call('GET', P .. 'ctx:' .. id) or '', waitedSeconds = waited, attempts = tonumber(entry.attempts), ringSeconds = ring,
    confirmBy = now + CONFIRM, deadline = now + CONFIRM + ring * 1000,
  }) or 0
  -- An engine that hears nothing is gone, or not yet back: the operator is for somebody else.
  if reached == 0 then
    park(id, entry)
    return false
  end
  leave_wait(id, entry)
  leave_line(id, entry)
  undue('w:' .. id)
  if op.state == 'ready' then leave_idle(op_id, op) end
  set('entry:' .. id, { state = 'offered', sets = '', offer = offer_id })
  local made = {
    kind = entry.kind, call = id, engine = engine, op = op_id, queue = entry.home, topic = entry.topic,
    lang = entry.lang, level = entry.level, state = 'offered', since = now, waited = waited,
    ring = entry.ring, wrap = entry.wrap, line = entry.queue .. ':' .. entry.lang,
  }
  set('offer:' .. offer_id, made, DAY)
  call('SADD', P .. 'talks:' .. engine, offer_id)
  due('o:' .. offer_id, now + CONFIRM)
  local fields = { state = 'offered', offer = offer_id }
  if op.state == 'becoming ready' then fields.idle, fields['until'], fields.next = op.idle, '', '' end
  change(op_id, op, fields, made)
  return true
end

-- Where callers wait whom this operator may take, as far as anybody ever waited there.
local function places_of(op_id, op)
  local skills, proficiencies = {}, {}
  for skill, proficiency in string.gmatch(op.skills, '(%S+):(%d)') do
    skills[#skills + 1] = skill
    proficiencies[#proficiencies + 1] = tonumber(proficiency)
  end
  local places = { 'wait:@' .. op_id }
  if #skills == 0 then return places end
  local asked = call('HMGET', P .. 'asked', unpack(skills))
  for index, skill in ipairs(skills) do
    for least in string.gmatch(asked[index] or '', '%d') do
      if tonumber(least) <= proficiencies[index] then places[#places + 1] = 'wait:' .. skill .. ':' .. least end
    end
  end
  return places
end
-- An operator is ready: the best of the heads of all sets that the skills reach.
local function match_operator(op_id, op)
  local places = places_of(op_id, op)
  while true do
    local best, best_score, best_set
    local function look(place)
      local head = call('ZRANGE', P .. place, 0, 0, 'WITHSCORES')
      if not head[1] then return end
      local score = tonumber(head[2])
      if not best or score < best_score or (score == best_score and head[1] < best) then
        best, best_score, best_set = head[1], score, place
      end
    end
    for _, place in ipairs(places) do look(place) end
    if not best then return false end
    local entry = entry_of(best)
    if not entry or entry.state ~= 'waiting' then
      call('ZREM', P .. best_set, best)
    elseif offer(best, entry, op_id, op) then
      return true
    end
  end
end

-- A caller waits, or takes more operators than before: of those whom the route names first the best who is ready, of
-- equals who is idle longest.
local function match_caller(id, entry)
  local function try(op_id)
    local op = hash('op:' .. op_id)
    if op and op.state == 'ready' then return true, offer(id, entry, op_id, op) end
    return false
  end
  if entry.operator ~= '' then
    local _, matched = try(entry.operator)
    return matched
  end
  for _, one in ipairs(reach_of(entry)) do
    local base = P .. 'idle:' .. one.skill .. ':'
    for proficiency = 5, one.least, -1 do
      while true do
        local head = call('ZRANGE', base .. proficiency, 0, 0)
        if not head[1] then break end
        local there, matched = try(head[1])
        if there then return matched end
        call('ZREM', base .. proficiency, head[1])
      end
    end
  end
  return false
end

local function wait_again(id)
  local entry = entry_of(id)
  if not entry then return end
  join_line(id, entry)
  join_wait(id, entry)
  match_caller(id, entry)
end
-- With the idle time the operator had before, where nothing came of an offer. Who is offered a caller at once was never
-- seen to be ready.
local function become_ready(op_id, op, keep_idle)
  op.idle = keep_idle and op.idle ~= '' and op.idle or now
  op.offer, op['until'], op.next, op.state = '', '', '', 'becoming ready'
  if match_operator(op_id, op) then return end
  change(op_id, op, { state = 'ready', offer = '', idle = op.idle, ['until'] = '', next = '' })
  join_idle(op_id, op)
end
-- Whether anybody is logged in who could ever take the caller.
local function anybody_for(entry)
  if entry.operator ~= '' then return call('EXISTS', P .. 'op:' .. entry.operator) == 1 end
  for _, phase in ipairs(phases_of(entry)) do
    local key = P .. 'staff:' .. phase.topic .. ':' .. entry.lang .. ':' .. phase.level
    if call('ZCOUNT', key, phase.atLeast, '+inf') > 0 then return true end
  end
  return false
end
local function staff_for(entry)
  if entry.operator ~= '' then return call('EXISTS', P .. 'op:' .. entry.operator) end
  local most = 0
  local seen = {}
  for _, phase in ipairs(phases_of(entry)) do
    local key = P .. 'staff:' .. phase.topic .. ':' .. entry.lang .. ':' .. phase.level
    if not seen[key .. phase.atLeast] then
      seen[key .. phase.atLeast] = true
      most = math.max(most, call('ZCOUNT', key, phase.atLeast, '+inf'))
    end
  end
  return most
end
`;
