import './style.css';
import { format } from './format.js';

const app = document.querySelector('#app');
setInterval(() => {
  app.textContent = format(new Date());
}, 1000);
