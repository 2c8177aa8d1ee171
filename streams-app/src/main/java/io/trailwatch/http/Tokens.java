package io.trailwatch.http;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;

/** Secrets that a client may show, kept as hashes. All are compared, each in constant time. */
public final class Tokens {
    public static final Tokens NONE = new Tokens(List.of());

    private static final int SHORTEST = 16;

    private final List<byte[]> hashes;

    private Tokens(List<byte[]> hashes) {
        this.hashes = hashes;
    }

    public static Tokens of(List<String> tokens) {
        return new Tokens(tokens.stream().map(Tokens::hash).toList());
    }

    /**
     * Reads a file with one token a line; empty lines and those that begin with {@code #} don't count.
     *
     * @param option for messages
     * @throws ApiException when it can't be read, or holds none or a weak one; no message holds a token
     */
    public static Tokens read(String option, Path file) {
        return of(lines(option, file));
    }

    /** The first token of such a file. */
    public static String first(String option, Path file) {
        return lines(option, file).get(0);
    }

    private static List<String> lines(String option, Path file) {
        List<String> tokens = new ArrayList<>();
        try {
            for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
                String token = line.strip();
                if (token.isEmpty() || token.startsWith("#")) {
                    continue;
                }
                if (token.length() < SHORTEST || !token.matches("[\\x21-\\x7E]+")) {
                    throw new ApiException(option + ": " + file + " holds a token that is shorter than " + SHORTEST
                            + " characters or not printable ASCII: make one with 'openssl rand -hex 32'");
                }
                tokens.add(token);
            }
        } catch (IOException e) {
            throw new ApiException(option + ": " + file + " cannot be read: check the path and its permissions", e);
        }
        if (tokens.isEmpty()) {
            throw new ApiException(option + ": " + file + " holds no token: write one a line");
        }
        return tokens;
    }

    boolean none() {
        return hashes.isEmpty();
    }

    boolean hold(String shown) {
        byte[] hash = hash(shown);
        boolean found = false;
        for (byte[] known : hashes) {
            found |= MessageDigest.isEqual(known, hash);
        }
        return found;
    }

    private static byte[] hash(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return hashes.size() + " token(s)";
    }
}
