interface Operation {
  readonly resource: string;
  readonly name: string;
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  readonly path: string;
  /** The parameter that goes into the body, as the JSON object `{ body: value }`. */
  readonly body?: string;
}

/** The ARI operations this driver uses: Asterisk's own resource and operation names, with method and path. */
export const operations = {
  claim: {
    resource: 'events',
    name: 'claimChannel',
    method: 'POST',
    path: 'events/claim',
  },
  userEvent: {
    resource: 'events',
    name: 'userEvent',
    method: 'POST',
    path: 'events/user/{eventName}',
    body: 'variables',
  },
  info: { resource: 'asterisk', name: 'getInfo', method: 'GET', path: 'asterisk/info' },
  application: {
    resource: 'applications',
    name: 'get',
    method: 'GET',
    path: 'applications/{applicationName}',
  },
  channel: { resource: 'channels', name: 'get', method: 'GET', path: 'channels/{channelId}' },
  answer: { resource: 'channels', name: 'answer', method: 'POST', path: 'channels/{channelId}/answer' },
  progress: { resource: 'channels', name: 'progress', method: 'POST', path: 'channels/{channelId}/progress' },
  play: {
    resource: 'channels',
    name: 'playWithId',
    method: 'POST',
    path: 'channels/{channelId}/play/{playbackId}',
  },
  record: { resource: 'channels', name: 'record', method: 'POST', path: 'channels/{channelId}/record' },
  hangUp: { resource: 'channels', name: 'hangup', method: 'DELETE', path: 'channels/{channelId}' },
  move: { resource: 'channels', name: 'move', method: 'POST', path: 'channels/{channelId}/move' },
  setGlobalVariable: {
    resource: 'asterisk',
    name: 'setGlobalVar',
    method: 'POST',
    path: 'asterisk/variable',
  },
  globalVariable: {
    resource: 'asterisk',
    name: 'getGlobalVar',
    method: 'GET',
    path: 'asterisk/variable',
  },
  ping: { resource: 'asterisk', name: 'ping', method: 'GET', path: 'asterisk/ping' },
  playback: { resource: 'playbacks', name: 'get', method: 'GET', path: 'playbacks/{playbackId}' },
  stopPlayback: { resource: 'playbacks', name: 'stop', method: 'DELETE', path: 'playbacks/{playbackId}' },
  liveRecording: {
    resource: 'recordings',
    name: 'getLive',
    method: 'GET',
    path: 'recordings/live/{recordingName}',
  },
  storedRecording: {
    resource: 'recordings',
    name: 'getStored',
    method: 'GET',
    path: 'recordings/stored/{recordingName}',
  },
  stopRecording: {
    resource: 'recordings',
    name: 'stop',
    method: 'POST',
    path: 'recordings/live/{recordingName}/stop',
  },
  startMusic: { resource: 'channels', name: 'startMoh', method: 'POST', path: 'channels/{channelId}/moh' },
  stopMusic: { resource: 'channels', name: 'stopMoh', method: 'DELETE', path: 'channels/{channelId}/moh' },
  setVariable: {
    resource: 'channels',
    name: 'setChannelVar',
    method: 'POST',
    path: 'channels/{channelId}/variable',
  },
  originate: {
    resource: 'channels',
    name: 'originateWithId',
    method: 'POST',
    path: 'channels/{channelId}',
    body: 'variables',
  },
  snoop: {
    resource: 'channels',
    name: 'snoopChannelWithId',
    method: 'POST',
    path: 'channels/{channelId}/snoop/{snoopId}',
  },
  bridges: { resource: 'bridges', name: 'list', method: 'GET', path: 'bridges' },
  bridge: { resource: 'bridges', name: 'get', method: 'GET', path: 'bridges/{bridgeId}' },
  makeBridge: { resource: 'bridges', name: 'createWithId', method: 'POST', path: 'bridges/{bridgeId}' },
  destroyBridge: { resource: 'bridges', name: 'destroy', method: 'DELETE', path: 'bridges/{bridgeId}' },
  addToBridge: {
    resource: 'bridges',
    name: 'addChannel',
    method: 'POST',
    path: 'bridges/{bridgeId}/addChannel',
  },
  removeFromBridge: {
    resource: 'bridges',
    name: 'removeChannel',
    method: 'POST',
    path: 'bridges/{bridgeId}/removeChannel',
  },
  playToBridge: {
    resource: 'bridges',
    name: 'playWithId',
    method: 'POST',
    path: 'bridges/{bridgeId}/play/{playbackId}',
  },
  recordBridge: { resource: 'bridges', name: 'record', method: 'POST', path: 'bridges/{bridgeId}/record' },
  subscribe: {
    resource: 'applications',
    name: 'subscribe',
    method: 'POST',
    path: 'applications/{applicationName}/subscription',
  },
  object: {
    resource: 'asterisk',
    name: 'getObject',
    method: 'GET',
    path: 'asterisk/config/dynamic/{configClass}/{objectType}/{id}',
  },
  putObject: {
    resource: 'asterisk',
    name: 'updateObject',
    method: 'PUT',
    path: 'asterisk/config/dynamic/{configClass}/{objectType}/{id}',
    body: 'fields',
  },
  deleteObject: {
    resource: 'asterisk',
    name: 'deleteObject',
    method: 'DELETE',
    path: 'asterisk/config/dynamic/{configClass}/{objectType}/{id}',
  },
} as const satisfies Readonly<Record<string, Operation>>;

export type OperationName = keyof typeof operations;

/** A channel's variables, or the attributes of an object. */
export type BodyParameter =
  | Readonly<Record<string, string>>
  | readonly { readonly attribute: string; readonly value: string }[];

/**
 * Parameters of an operation: those named in its path go there, one may be its body's, the others go into the query;
 * lists are joined by commas.
 */
export type OperationParameters = Readonly<
  Record<string, string | number | boolean | readonly string[] | BodyParameter>
>;

/** The relative URI of an operation with its parameters, e.g. `channels/17.1/play/p1?media=sound%3A%2Fa`. */
export function operationUri(operation: OperationName, parameters: OperationParameters): string {
  const { path: template, body }: Operation = operations[operation];
  let path = template;
  let query = '';
  for (const name in parameters) {
    if (name === body) continue;
    const value = encodeURIComponent(String(parameters[name]));
    const place = `{${name}}`;
    if (path.includes(place)) path = path.replace(place, () => value);
    else query += `${query === '' ? '?' : '&'}${name}=${value}`;
  }
  return path + query;
}

/** The body of an operation as JSON; undefined where it has none. */
export function operationBody(operation: OperationName, parameters: OperationParameters): string | undefined {
  const { body }: Operation = operations[operation];
  const value = body === undefined ? undefined : parameters[body];
  return body === undefined || value === undefined ? undefined : JSON.stringify({ [body]: value });
}
