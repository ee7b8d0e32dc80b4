// The large parser of JavaScript is optional, and not in the page: the small one reads what it can.
throw new Error('ts-morph is not in the page');
