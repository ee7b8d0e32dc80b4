class Ferry { public static void main(String[] a) {} }
