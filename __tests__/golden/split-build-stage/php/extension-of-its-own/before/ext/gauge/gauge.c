int gauge;
