function cell(text) {
  const element = document.createElement('td');
  element.textContent = text;
  return element;
}

function row({ filename, state, seconds, silent_share: silent }) {
  const element = document.createElement('tr');
  const length = seconds === null ? '' : `${Math.round(seconds)} s`;
  const share = silent === null ? '' : `${Math.round(silent * 100)} %`;
  element.append(cell(filename), cell(state), cell(length), cell(share));
  return element;
}

async function refresh() {
  const { summary, recordings } = await (await fetch('/data')).json();
  document.getElementById('summary').textContent = `${summary.total} recordings, ${summary.waiting} waiting`;
  document.getElementById('recordings').replaceChildren(...recordings.map(row));
}

refresh();
setInterval(refresh, 10000);
