/** What becomes of offers and conversations. */
export const offers = `
local function drop_offer(id, offer)
  undue('o:' .. id)
  call('SREM', P .. 'talks:' .. offer.engine, id)
  if call('GET', P .. 'busy:' .. offer.op) == id then call('DEL', P .. 'busy:' .. offer.op) end
  call('DEL', P .. 'offer:' .. id, P .. 'said:' .. id)
end
local function operator_of(id, offer)
  local op = hash('op:' .. offer.op)
  if op and op.offer == id then return op end
  return nil
end
-- The operator is free of the offer: ready, or what was asked for meanwhile.
local function free(offer, op, reason)
  if not op then return end
  if op.leaving == '1' or op.away == '1' then
    go_offline(offer.op, op)
  elseif reason then
    change(offer.op, op, { state = 'paused', reason = reason, offer = '', next = '' })
  elseif op.next ~= '' then
    change(offer.op, op, { state = 'paused', reason = op.next, offer = '', next = '' })
  else
    become_ready(offer.op, op, true)
  end
end
local function pending(offer)
  return offer.state == 'offered' or offer.state == 'ringing'
end
local function withdraw(id, offer, why)
  publish('to:' .. offer.engine, { type = 'withdrawn', offerId = id, callId = offer.call, why = why })
end
-- Takes back an offer that nobody has answered. keep: what becomes of the caller.
local function undo(id, offer, reason, keep)
  local op = operator_of(id, offer)
  drop_offer(id, offer)
  if keep == 'park' then
    local entry = entry_of(offer.call)
    if entry then
      join_line(offer.call, entry)
      park(offer.call, entry)
    end
    free(offer, op, reason)
  elseif keep == 'forget' then
    local entry = entry_of(offer.call)
    if entry then forget(offer.call, entry) end
    free(offer, op, reason)
  elseif reason or not op or op.leaving == '1' or op.away == '1' or op.next ~= '' then
    -- Not for this operator any more: others first hear of the caller.
    free(offer, op, reason)
    wait_again(offer.call)
  else
    local entry = entry_of(offer.call)
    if entry then
      join_line(offer.call, entry)
      join_wait(offer.call, entry)
    end
    free(offer, op, nil)
    -- The operator may have taken somebody else, and others may have become ready since.
    entry = entry_of(offer.call)
    if entry and entry.state == 'waiting' then match_caller(offer.call, entry) end
  end
end
local function wrap_up(id, offer)
  local op = operator_of(id, offer)
  drop_offer(id, offer)
  if not op then return end
  local seconds = tonumber(offer.wrap)
  if op.leaving == '1' or op.away == '1' then
    go_offline(offer.op, op)
  elseif op.next ~= '' then
    change(offer.op, op, { state = 'paused', reason = op.next, offer = '', next = '' })
  elseif seconds == 0 then
    become_ready(offer.op, op, false)
  else
    local at = now + seconds * 1000
    change(offer.op, op, { state = 'wrap-up', offer = '', ['until'] = at, wrap = seconds })
    due('u:' .. offer.op, at)
  end
end
`;
