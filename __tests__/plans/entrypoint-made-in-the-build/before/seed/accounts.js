db.accounts.insert({ name: 'first' });
