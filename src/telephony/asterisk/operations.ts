/** The ARI operations this driver uses: Asterisk's own resource and operation names, with method and path. */
export const operations = {
  claim: {
    resource: 'events',
    name: 'claimChannel',
    method: 'POST',
    path: 'events/claim',
  },
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
} as const;

export type OperationName = keyof typeof operations;

/** Parameters of an operation: those named in its path go there, the others into the query; lists are joined by commas. */
export type OperationParameters = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** The relative URI of an operation with its parameters, e.g. `channels/17.1/play/p1?media=sound%3A%2Fa`. */
export function operationUri(operation: OperationName, parameters: OperationParameters): string {
  let path: string = operations[operation].path;
  let query = '';
  for (const name in parameters) {
    const value = encodeURIComponent(String(parameters[name]));
    const place = `{${name}}`;
    if (path.includes(place)) path = path.replace(place, () => value);
    else query += `${query === '' ? '?' : '&'}${name}=${value}`;
  }
  return path + query;
}
