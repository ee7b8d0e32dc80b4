package face;

import java.util.function.Supplier;

public final class Round implements Supplier<String> {
    public String get() {
        return "twelve hours";
    }
}
