package ferry;

import javax.tools.ToolProvider;

class Rules {
    Object compiler = ToolProvider.getSystemJavaCompiler();
}
