/** Operators: how they are shown, and where they stand when they are ready. */
export const operators = `
local function conversation_of(id, offer)
  return {
    id = id, kind = offer.kind, callId = offer.call, engine = offer.engine, operator = offer.op,
    queue = offer.queue, topic = offer.topic, language = offer.lang, level = tonumber(offer.level),
    state = offer.state == 'offered' and 'ringing' or offer.state, since = tonumber(offer.since),
    waitedSeconds = tonumber(offer.waited),
    -- Until they talk, the context is the caller's.
    sealedContext = call('GET', P .. (offer.connected and 'said:' .. id or 'ctx:' .. offer.call)) or '',
  }
end
local function view_of(id, op, offer)
  local view = { operator = id, name = op.name, state = op.state, since = tonumber(op.since), session = op.session }
  if op.reason ~= '' then view.reason = op.reason end
  if op.next ~= '' then view.next = op.next end
  if op.state == 'wrap-up' then view['until'] = tonumber(op['until']) end
  if op.offer ~= '' then
    offer = offer or hash('offer:' .. op.offer)
    if offer then view.conversation = conversation_of(op.offer, offer) end
  end
  return view
end
local function tell(id, op, offer)
  publish('watch:' .. id, view_of(id, op, offer))
end
-- Everything that may change about an operator goes through here; nil stays as it is.
local function change(id, op, fields, offer)
  if fields.state and fields.state ~= op.state then fields.since = now end
  if fields.state and fields.state ~= 'paused' then fields.reason = '' end
  for name, value in pairs(fields) do op[name] = value end
  set('op:' .. id, fields)
  tell(id, op, offer)
end

local function join_idle(id, op)
  for skill in string.gmatch(op.skills, '%S+') do call('ZADD', P .. 'idle:' .. skill, op.idle, id) end
end
local function leave_idle(id, op)
  for skill in string.gmatch(op.skills, '%S+') do call('ZREM', P .. 'idle:' .. skill, id) end
end
local function join_staff(id, op)
  for skill, proficiency in string.gmatch(op.skills, '(%S+):(%d)') do
    call('ZADD', P .. 'staff:' .. skill, proficiency, id)
  end
end
local function leave_staff(id, op)
  for skill in string.gmatch(op.skills, '(%S+):%d') do call('ZREM', P .. 'staff:' .. skill, id) end
end

local function go_offline(id, op)
  if op.state == 'ready' then leave_idle(id, op) end
  leave_staff(id, op)
  undue('u:' .. id)
  call('ZREM', P .. 'ops', id)
  change(id, op, { state = 'offline', offer = '', next = '', session = '' })
  call('DEL', P .. 'op:' .. id)
end
`;
