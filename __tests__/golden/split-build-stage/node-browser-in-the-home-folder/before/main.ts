import 'puppeteer';
