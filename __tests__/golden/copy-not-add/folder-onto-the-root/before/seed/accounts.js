db.accounts.insert({});
