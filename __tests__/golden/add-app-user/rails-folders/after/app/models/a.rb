class A; end
