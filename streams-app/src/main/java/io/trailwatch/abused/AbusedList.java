package io.trailwatch.abused;

import de.siegmar.fastcsv.reader.CommentStrategy;
import de.siegmar.fastcsv.reader.CsvParseException;
import de.siegmar.fastcsv.reader.CsvReader;
import de.siegmar.fastcsv.reader.CsvRecord;
import io.trailwatch.config.ConfigException;
import io.trailwatch.summary.ApiCatalogue;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The commonly abused API calls and what attackers use each for. The file is CSV with the header {@code EventName,Description},
 * as Suzaku's {@code abused_aws_api_calls.csv} is.
 */
public final class AbusedList implements ApiCatalogue {
    private static final int MAX_BYTES = 4 << 20;
    private static final String HEADER = "EventName,Description";

    private final Map<String, String> descriptions;

    private AbusedList(Map<String, String> descriptions) {
        this.descriptions = Collections.unmodifiableMap(descriptions);
    }

    /**
     * Reads a file.
     *
     * @throws ConfigException when it is not there or no such list; the message names the file and the line
     */
    public static AbusedList read(Path file) {
        try {
            if (Files.size(file) > MAX_BYTES) {
                throw new ConfigException(file + ": larger than 4 MiB: give a list with the header " + HEADER);
            }
            return parse(file.toString(), Files.readAllBytes(file));
        } catch (NoSuchFileException e) {
            throw new ConfigException(file + ": no such file: give a list of abused API calls");
        } catch (IOException e) {
            throw new ConfigException(
                    file + ": cannot be read (" + e.getMessage() + "): check the path and its permissions");
        }
    }

    /**
     * The list to use: the given file, else the user's own that {@code update-list} keeps, else the shipped one.
     *
     * @throws ConfigException when a file is no such list
     */
    public static AbusedList chosen(@Nullable Path given, Map<String, String> environment) {
        if (given != null) {
            return read(given);
        }
        Path own = ownList(environment);
        return Files.isRegularFile(own) ? read(own) : shipped();
    }

    /** Where a user's own list lies: {@code trailwatch/abused_aws_api_calls.csv} in the XDG data folder. */
    public static Path ownList(Map<String, String> environment) {
        String data = environment.getOrDefault("XDG_DATA_HOME", "");
        Path folder = data.isEmpty() ? Path.of(System.getProperty("user.home"), ".local", "share") : Path.of(data);
        return folder.resolve("trailwatch").resolve("abused_aws_api_calls.csv");
    }

    /** The list that Trailwatch ships. */
    public static AbusedList shipped() {
        try (InputStream in = AbusedList.class.getResourceAsStream("/abused_aws_api_calls.csv")) {
            if (in == null) {
                throw new IllegalStateException("abused_aws_api_calls.csv is not in the jar: build it again");
            }
            return parse("abused_aws_api_calls.csv", in.readAllBytes());
        } catch (IOException e) {
            throw new IllegalStateException("abused_aws_api_calls.csv in the jar cannot be read", e);
        }
    }

    /**
     * Reads a list's text.
     *
     * @param name for messages
     * @throws ConfigException when it is no such list
     */
    public static AbusedList parse(String name, byte[] bytes) {
        Map<String, String> descriptions = new LinkedHashMap<>();
        boolean header = true;
        try (CsvReader<CsvRecord> reader = CsvReader.builder()
                .commentStrategy(CommentStrategy.NONE)
                .allowExtraFields(true)
                .allowMissingFields(true)
                .ofCsvRecord(decoded(name, bytes))) {
            for (CsvRecord line : reader) {
                if (line.getFieldCount() == 1 && line.getField(0).isBlank()) {
                    continue;
                }
                String where = name + ", line " + line.getStartingLineNumber();
                if (line.getFieldCount() != 2) {
                    throw new ConfigException(where + ": " + line.getFieldCount() + " columns: give two, " + HEADER);
                }
                if (header) {
                    if (!HEADER.equals(
                            line.getField(0).strip() + "," + line.getField(1).strip())) {
                        throw new ConfigException(where + ": no list of abused API calls: begin with " + HEADER);
                    }
                    header = false;
                    continue;
                }
                String api = line.getField(0).strip();
                if (api.isEmpty()) {
                    throw new ConfigException(where + ": no EventName: give one, or remove the line");
                }
                descriptions.put(api, line.getField(1).strip());
            }
        } catch (CsvParseException e) {
            throw new ConfigException(name + ": no CSV ("
                    + String.valueOf(e.getMessage()).lines().findFirst().orElse("") + ")");
        } catch (IOException e) {
            throw new ConfigException(name + ": cannot be read (" + e.getMessage() + ")");
        }
        if (header) {
            throw new ConfigException(name + ": empty: begin with " + HEADER);
        }
        return new AbusedList(descriptions);
    }

    private static String decoded(String name, byte[] bytes) {
        int start = bytes.length >= 3 && bytes[0] == (byte) 0xEF && bytes[1] == (byte) 0xBB && bytes[2] == (byte) 0xBF
                ? 3
                : 0;
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes, start, bytes.length - start))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new ConfigException(name + ": not UTF-8: save the list as UTF-8");
        }
    }

    @Override
    public @Nullable String description(String eventName) {
        return descriptions.get(eventName);
    }

    /** Names and descriptions, in the file's order. */
    public Map<String, String> descriptions() {
        return descriptions;
    }

    public int size() {
        return descriptions.size();
    }
}
