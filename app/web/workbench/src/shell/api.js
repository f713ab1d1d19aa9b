// Requests of the editor's page: JSON both ways, the session's cookie, the page's CSRF token.

/** A request that was not carried out. `status` 0: the server could not be reached. `body`: what it answered, or null. */
export class CallFailed extends Error {
  constructor(status, body) {
    super(body?.sentence ?? (status ? `服务器没有办成（${status}）` : '连不上服务器'));
    this.status = status;
    this.body = body;
  }
}

/** call(method, path below the revision's address, body) -> what was answered. Raises CallFailed. */
export function caller(base, token) {
  return async function call(method, path, body) {
    const answer = await send(`${base}/${path}`, method, token, body);
    const data = await read(answer);
    if (!answer.ok) throw new CallFailed(answer.status, data);
    return data;
  };
}

async function send(url, method, token, body) {
  const headers = { Accept: 'application/json', 'X-CSRFToken': token };
  if (body !== undefined) headers['Content-Type'] = 'application/json';
  try {
    return await fetch(url, { method, headers, credentials: 'same-origin', redirect: 'error', body: body === undefined ? undefined : JSON.stringify(body) });
  } catch (error) {
    throw new CallFailed(0, { sentence: '连不上服务器。', cause: String(error) });
  }
}

async function read(answer) {
  if (answer.status === 204 || !(answer.headers.get('Content-Type') ?? '').includes('json')) return null;
  return answer.json();
}
