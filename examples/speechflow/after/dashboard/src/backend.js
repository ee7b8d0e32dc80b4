const BACKEND_URL = process.env.BACKEND_URL || 'http://localhost:8000';

async function recordings() {
  const response = await fetch(`${BACKEND_URL}/api/recordings`);
  if (!response.ok) throw new Error(`backend: ${response.status}`);
  return response.json();
}

function summary(list) {
  const done = list.filter(({ state }) => state === 'done');
  const silent = done.reduce((sum, { silent_share: share }) => sum + (share ?? 0), 0);
  return {
    total: list.length,
    waiting: list.filter(({ state }) => state === 'waiting').length,
    silentShare: done.length === 0 ? null : silent / done.length,
  };
}

module.exports = { recordings, summary };
