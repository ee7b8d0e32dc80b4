import { marked } from 'marked';
import './style.css';
import { pages } from './pages.js';

const nav = document.querySelector('#pages');
const main = document.querySelector('#page');

function show() {
  const page = pages.find(({ path }) => path === location.pathname) ?? pages[0];
  main.innerHTML = marked.parse(page.text);
  document.title = `${page.title} - Harbour guide`;
}

for (const { path, title } of pages) {
  const link = Object.assign(document.createElement('a'), { href: path, textContent: title });
  link.addEventListener('click', (event) => {
    event.preventDefault();
    history.pushState({}, '', path);
    show();
  });
  nav.append(link, ' ');
}

addEventListener('popstate', show);
show();
