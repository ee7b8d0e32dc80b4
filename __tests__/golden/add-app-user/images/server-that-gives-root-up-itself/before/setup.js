db.createUser({ user: "app", pwd: "app", roles: [] });
