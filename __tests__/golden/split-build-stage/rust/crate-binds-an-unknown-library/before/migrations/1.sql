CREATE TABLE ferry (id int);
