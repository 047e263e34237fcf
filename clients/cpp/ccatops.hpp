// Records executions and raw data files at a CcatOps site, and loses none of them. One header, C++17, libcurl; link with -lcurl.
//
//     ccatops::client client("http://localhost:8001", token, {"/var/spool/ccatops"});
//     client.execute(1, [&](ccatops::execution& execution) { execution.file("/data/cas08700.fts"); });
//
// Each write carries an id and an Idempotency-Key that the client makes, so that it takes effect once, however often it is sent. While the
// site is unavailable, a write is repeated; with a spool it is then stored on this computer and delivered later, in order, by this process, by
// the next one, or by `python3 ccatops.py flush DIR`. A write that returns is stored; one that is not stored throws.
#pragma once

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fcntl.h>
#include <filesystem>
#include <functional>
#include <limits>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <string_view>
#include <sys/file.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>
#include <utility>
#include <vector>

#include <curl/curl.h>

namespace ccatops {

using time_point = std::chrono::system_clock::time_point;

/// The base of all errors of this header.
struct error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// The site did not answer, or asked to try later, for as long as the client may wait. A write may have been stored: repeat it with its id.
struct unavailable : error {
    using error::error;
};

/// The spool cannot be used, so that a write is stored nowhere; its id may be used again.
struct not_stored : error {
    using error::error;
};

/// A transaction is not in the state that was waited for; `state` is the one it is in.
struct not_reached : error {
    not_reached(const std::string& message, std::string now) : error(message), state(std::move(now)) {}
    std::string state;
};

/// A JSON value. Numbers are kept as they are written.
class json {
public:
    enum class type { null, boolean, number, string, array, object };

    /// Reads a text. Throws std::invalid_argument.
    static json parse(std::string_view text) {
        parser reader{text};
        auto value = reader.value(0);
        reader.space();
        if (reader.at != text.size()) reader.fail();
        return value;
    }

    /// A text as a JSON string.
    static std::string quote(std::string_view text) {
        std::string quoted = "\"";
        for (const char letter : text) {
            if (letter == '"' || letter == '\\') {
                quoted += '\\';
                quoted += letter;
            } else if (static_cast<unsigned char>(letter) < 0x20) {
                char escape[8];
                std::snprintf(escape, sizeof escape, "\\u%04x", static_cast<unsigned>(letter));
                quoted += escape;
            } else {
                quoted += letter;
            }
        }
        return quoted + '"';
    }

    type kind = type::null;
    /// The text of a string, a number or a boolean.
    std::string text;
    std::vector<json> items;
    std::map<std::string, json> members;

    /// The member of an object; null if there is none.
    const json& operator[](const std::string& name) const {
        static const json none;
        const auto found = members.find(name);
        return found == members.end() ? none : found->second;
    }

private:
    struct parser {
        static constexpr int deepest = 100;
        std::string_view text;
        std::size_t at = 0;

        [[noreturn]] void fail() const { throw std::invalid_argument("This is not JSON, at byte " + std::to_string(at) + "."); }

        void space() {
            while (at < text.size() && std::strchr(" \t\r\n", text[at]) != nullptr) ++at;
        }

        char next() {
            if (at >= text.size()) fail();
            return text[at++];
        }

        bool skip(char letter) {
            space();
            if (at >= text.size() || text[at] != letter) return false;
            ++at;
            return true;
        }

        json value(int depth) {
            if (depth > deepest) fail();
            json result;
            if (skip('{')) {
                result.kind = type::object;
                if (skip('}')) return result;
                do {
                    space();
                    if (next() != '"') fail();
                    auto name = string();
                    if (!skip(':')) fail();
                    result.members.insert_or_assign(std::move(name), value(depth + 1));
                } while (skip(','));
                if (!skip('}')) fail();
            } else if (skip('[')) {
                result.kind = type::array;
                if (skip(']')) return result;
                do result.items.push_back(value(depth + 1));
                while (skip(','));
                if (!skip(']')) fail();
            } else if (skip('"')) {
                result.kind = type::string;
                result.text = string();
            } else {
                const auto begin = at;
                while (at < text.size() && (std::isalnum(static_cast<unsigned char>(text[at])) != 0 || std::strchr("+-.", text[at]) != nullptr)) ++at;
                result.text = text.substr(begin, at - begin);
                if (result.text == "true" || result.text == "false") result.kind = type::boolean;
                else if (!result.text.empty() && (result.text[0] == '-' || std::isdigit(static_cast<unsigned char>(result.text[0])) != 0)) result.kind = type::number;
                else if (result.text != "null") fail();
            }
            return result;
        }

        std::string string() {
            std::string result;
            for (char letter = next(); letter != '"'; letter = next()) {
                if (letter != '\\') {
                    result += letter;
                    continue;
                }
                switch (letter = next()) {
                case 'b': result += '\b'; break;
                case 'f': result += '\f'; break;
                case 'n': result += '\n'; break;
                case 'r': result += '\r'; break;
                case 't': result += '\t'; break;
                case 'u': append(result, code_point()); break;
                default: result += letter;
                }
            }
            return result;
        }

        std::uint32_t code_point() {
            const auto first = hex();
            if (first < 0xD800 || first > 0xDBFF || text.substr(at, 2) != "\\u") return first;
            at += 2;
            return 0x10000 + ((first - 0xD800) << 10) + (hex() - 0xDC00);
        }

        std::uint32_t hex() {
            std::uint32_t value = 0;
            for (int digit = 0; digit < 4; ++digit) {
                const char letter = next();
                if (std::isxdigit(static_cast<unsigned char>(letter)) == 0) fail();
                value = value << 4 | static_cast<std::uint32_t>(letter <= '9' ? letter - '0' : (letter | 0x20) - 'a' + 10);
            }
            return value;
        }

        static void append(std::string& result, std::uint32_t code) {
            if (code < 0x80) {
                result += static_cast<char>(code);
                return;
            }
            const int more = code < 0x800 ? 1 : code < 0x10000 ? 2 : 3;
            static constexpr std::array<unsigned, 4> marks{0, 0xC0, 0xE0, 0xF0};
            result += static_cast<char>(marks[static_cast<std::size_t>(more)] | code >> (6 * more));
            for (int rest = more - 1; rest >= 0; --rest) result += static_cast<char>(0x80 | (code >> (6 * rest) & 0x3F));
        }
    };
};

/// The service has refused a request. The message ends with the remedy.
struct problem : error {
    problem(long status_code, const json& body, double retry_after_seconds = 0)
        : error(message(status_code, body)), status(status_code), kind(kind_of(body)), detail(body["detail"].text), remedy(body["remedy"].text),
          retry_after(retry_after_seconds) {}

    long status;
    /// The stable name of the problem, such as "unknown-reference"; /problems of a site lists all.
    std::string kind;
    std::string detail;
    std::string remedy;
    double retry_after;

    /// Whether the same request may succeed later.
    bool is_temporary() const {
        return status == 408 || status == 502 || status == 503 || status == 504 || (status == 429 && kind != "too-many-failed-logins");
    }

    /// Whether the token is not valid, or does not allow this.
    bool is_denial() const { return status == 401 || status == 403; }

    /// Whether the request itself is at fault: not its token, nor the state of the service.
    bool is_refusal() const { return status < 500 && !is_denial() && status != 429 && !is_temporary(); }

private:
    static std::string kind_of(const json& body) {
        const auto& type = body["type"].text;
        return type.empty() ? "unknown" : type.substr(type.rfind('/') + 1);
    }

    static std::string message(long status, const json& body) {
        const auto& remedy = body["remedy"].text;
        return std::to_string(status) + " " + kind_of(body) + ": " + body["detail"].text + (remedy.empty() ? "" : " Remedy: " + remedy);
    }
};

namespace detail {

inline std::string random_hex(int digits) {
    thread_local std::random_device source;
    std::string text;
    while (static_cast<int>(text.size()) < digits) {
        char part[9];
        std::snprintf(part, sizeof part, "%08x", static_cast<unsigned>(source()));
        text += part;
    }
    return text.substr(0, static_cast<std::size_t>(digits));
}

inline double now() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

inline void sleep(double seconds) { std::this_thread::sleep_for(std::chrono::duration<double>(seconds)); }

inline std::uint32_t crc32(std::string_view bytes) {
    std::uint32_t crc = 0xFFFFFFFFU;
    for (const char byte : bytes) {
        crc ^= static_cast<unsigned char>(byte);
        for (int bit = 0; bit < 8; ++bit) crc = crc >> 1 ^ (0xEDB88320U & (0U - (crc & 1U)));
    }
    return ~crc;
}

[[noreturn]] inline void fail(const std::string& what) { throw not_stored(what + ": " + std::strerror(errno) + "."); }

/// An open file, which is closed with this object.
class file {
public:
    explicit file(const std::string& path) : handle_(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600)) {
        if (handle_ < 0) fail("The spool cannot be used: " + path);
    }
    file(const file&) = delete;
    file& operator=(const file&) = delete;
    ~file() { ::close(handle_); }

    bool lock(int how) const {
        while (::flock(handle_, how) != 0) {
            if (errno == EWOULDBLOCK) return false;
            if (errno != EINTR) fail("The spool cannot be locked");
        }
        return true;
    }

    off_t size() const {
        struct stat found {};
        if (::fstat(handle_, &found) != 0) fail("The spool cannot be read");
        return found.st_size;
    }

    std::string read(off_t from, std::size_t most) const {
        std::string text(most, '\0');
        std::size_t read = 0;
        while (read < most) {
            const auto got = ::pread(handle_, text.data() + read, most - read, from + static_cast<off_t>(read));
            if (got < 0 && errno == EINTR) continue;
            if (got < 0) fail("The spool cannot be read");
            if (got == 0) break;
            read += static_cast<std::size_t>(got);
        }
        text.resize(read);
        return text;
    }

    void write(off_t at, std::string_view text) const {
        while (!text.empty()) {
            const auto written = ::pwrite(handle_, text.data(), text.size(), at);
            if (written < 0 && errno == EINTR) continue;
            if (written < 0) fail("The spool cannot be written");
            at += written;
            text.remove_prefix(static_cast<std::size_t>(written));
        }
    }

    void truncate(off_t size) const {
        if (::ftruncate(handle_, size) != 0) fail("The spool cannot be written");
    }

    void sync() const {
        if (::fsync(handle_) != 0) fail("The spool cannot be flushed to the disk");
    }

    /// Appends a line and flushes it to the disk, or leaves the file as it was. The rest of a line that a killed process left is cut off.
    void append(std::string_view line) const {
        const auto end = end_of_lines();
        truncate(end);
        try {
            write(end, line);
            sync();
        } catch (...) {
            [[maybe_unused]] const int ignored = ::ftruncate(handle_, end);
            throw;
        }
    }

private:
    off_t end_of_lines() const {
        for (auto end = size(); end > 0;) {
            const auto start = std::max<off_t>(0, end - 4096);
            const auto found = read(start, static_cast<std::size_t>(end - start)).rfind('\n');
            if (found != std::string::npos) return start + static_cast<off_t>(found) + 1;
            end = start;
        }
        return 0;
    }

    int handle_;
};

}  // namespace detail

/// The time of a number of seconds since 1970, as control computers hold it.
inline time_point unix_time(double seconds) {
    return time_point(std::chrono::duration_cast<time_point::duration>(std::chrono::microseconds(std::llround(seconds * 1e6))));
}

/// A time as the service takes it.
inline std::string utc(time_point when) {
    const auto micros = std::chrono::floor<std::chrono::microseconds>(when.time_since_epoch()).count();
    const auto seconds = static_cast<std::time_t>(micros >= 0 ? micros / 1'000'000 : (micros - 999'999) / 1'000'000);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    char text[32];
    const auto length = std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%S", &parts);
    std::snprintf(text + length, sizeof text - length, ".%06dZ", static_cast<int>(micros - static_cast<long long>(seconds) * 1'000'000));
    return text;
}

/// A new id (UUIDv7). Ids of one process ascend.
inline std::string new_id() {
    static std::mutex lock;
    static std::uint64_t last = 0;
    const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::system_clock::now().time_since_epoch()).count();
    const std::lock_guard<std::mutex> held(lock);
    last = std::max(last + 1, static_cast<std::uint64_t>(milliseconds) << 12);
    char text[40];
    const auto noise = detail::random_hex(15);
    std::snprintf(text, sizeof text, "%08llx-%04llx-7%03llx-%c%s-%s", static_cast<unsigned long long>(last >> 28),
                  static_cast<unsigned long long>(last >> 12 & 0xFFFF), static_cast<unsigned long long>(last & 0xFFF),
                  "89ab"[static_cast<std::size_t>(noise[0]) % 4], noise.substr(0, 3).c_str(), noise.substr(3).c_str());
    return text;
}

/// A write as it is sent, however often: the body does not change.
struct request {
    std::string method;
    std::string path;
    std::string body;
    std::string key;
};

/// The outcome of a delivery.
struct flushed {
    std::size_t delivered = 0;
    /// Requests that the service refuses for good. They are in refused.jsonl of the spool with the problem, and wait for a person.
    std::size_t refused = 0;
    std::size_t waiting = 0;
};

/// Writes that wait on this computer for a site, in a folder that several processes may use at once; of Python too, whose format it has.
class spool {
public:
    explicit spool(std::filesystem::path folder) : folder_(std::move(folder)) {
        std::error_code failure;
        if (!std::filesystem::exists(folder_, failure)) {
            std::filesystem::create_directories(folder_, failure);
            std::filesystem::permissions(folder_, std::filesystem::perms::owner_all, failure);
        }
        locked([](const detail::file&) {});
        const detail::file lock(path("deliver.lock"));
    }

    const std::filesystem::path& folder() const { return folder_; }

    /// Stores a request on disk, behind all others. Throws not_stored.
    void append(const request& write) const {
        const auto content = "{\"method\":" + json::quote(write.method) + ",\"path\":" + json::quote(write.path) + ",\"body\":" + json::quote(write.body)
            + ",\"key\":" + json::quote(write.key) + ",\"at\":" + json::quote(utc(std::chrono::system_clock::now())) + "}";
        char crc[10];
        std::snprintf(crc, sizeof crc, "%08x ", static_cast<unsigned>(detail::crc32(content)));
        try {
            locked([&](const detail::file& queue) {
                // Power was lost after an empty queue was cut back, before its first line reached the disk.
                if (offset(queue) > queue.size()) move_to(queue, first_line());
                queue.append(crc + content + "\n");
            });
        } catch (const not_stored& failure) {
            throw not_stored(write.method + " " + write.path + " is stored nowhere: the site is unavailable, and " + folder_.string()
                             + " cannot hold it. " + failure.what() + " Free space there, then call again with the same id.");
        }
    }

    /// The requests that wait, in order.
    std::vector<request> waiting() const {
        std::string lines;
        locked([&](const detail::file& queue) {
            const auto from = offset(queue);
            if (from < queue.size()) lines = queue.read(from, static_cast<std::size_t>(queue.size() - from));
        });
        std::vector<request> found;
        for (std::size_t begin = 0, end; (end = lines.find('\n', begin)) != std::string::npos; begin = end + 1) {
            if (auto read = parse(std::string_view(lines).substr(begin, end - begin))) found.push_back(*read);
        }
        return found;
    }

    bool empty() const {
        bool is_empty = false;
        locked([&](const detail::file& queue) { is_empty = offset(queue) >= queue.size(); });
        return is_empty;
    }

    /// Hands the requests to `send` one by one, until none waits or the monotonic clock reaches `until`. What `send` throws, other than a refusal of
    /// the request itself, ends the delivery; the request waits on. Does nothing while another process delivers.
    template <typename Send>
    flushed deliver(const Send& send, double until = std::numeric_limits<double>::infinity()) const {
        flushed done;
        const detail::file lock(path("deliver.lock"));
        if (!lock.lock(LOCK_EX | LOCK_NB)) return done;
        while (detail::now() < until) {
            const auto [line, end] = first();
            if (!line) break;
            const auto read = parse(*line);
            try {
                if (!read) throw problem(0, json::parse(R"({"type":"/problems/unreadable","detail":"The line of the queue is damaged."})"));
                send(*read);
                ++done.delivered;
            } catch (const problem& refusal) {
                if (!refusal.is_refusal()) throw;
                refuse(*line, read.has_value(), refusal);
                ++done.refused;
            }
            locked([end = end](const detail::file& queue) { move_to(queue, end); });
        }
        return done;
    }

private:
    static constexpr std::string_view magic = "ccatops spool 1 ";

    static constexpr off_t first_line() { return static_cast<off_t>(magic.size()) + 21; }

    std::string path(const char* name) const { return (folder_ / name).string(); }

    template <typename Act>
    void locked(const Act& act) const {
        const detail::file queue(path("queue"));
        queue.lock(LOCK_EX);
        if (queue.size() < first_line()) {
            queue.truncate(0);
            queue.append(head(first_line()));
            const int folder = ::open(folder_.c_str(), O_RDONLY | O_CLOEXEC);
            if (folder >= 0) {
                ::fsync(folder);
                ::close(folder);
            }
        }
        act(queue);
    }

    /// The first line that waits, and where it ends. An empty queue is cut back to its beginning.
    std::pair<std::optional<std::string>, off_t> first() const {
        std::optional<std::string> found;
        off_t end = first_line();
        locked([&](const detail::file& queue) {
            const auto from = offset(queue);
            std::string line;
            while (line.find('\n') == std::string::npos) {
                const auto block = queue.read(from + static_cast<off_t>(line.size()), 1 << 16);
                if (block.empty()) {
                    // In this order: a process that ends in between leaves requests that are sent once more, and not a queue without an end.
                    move_to(queue, first_line());
                    queue.truncate(first_line());
                    return;
                }
                line += block;
            }
            found = line.substr(0, line.find('\n'));
            end = from + static_cast<off_t>(found->size()) + 1;
        });
        return {found, end};
    }

    void refuse(const std::string& line, bool is_readable, const problem& refusal) const {
        const auto kept = is_readable ? line.substr(9) : json::quote(line);
        detail::file(path("refused.jsonl")).append(
            "{\"at\":" + json::quote(utc(std::chrono::system_clock::now())) + ",\"request\":" + kept + ",\"problem\":{\"type\":"
            + json::quote("/problems/" + refusal.kind) + ",\"status\":" + std::to_string(refusal.status) + ",\"detail\":" + json::quote(refusal.detail)
            + ",\"remedy\":" + json::quote(refusal.remedy) + "}}\n");
    }

    off_t offset(const detail::file& queue) const {
        const auto text = queue.read(0, static_cast<std::size_t>(first_line()));
        if (text.compare(0, magic.size(), magic) != 0) throw not_stored(path("queue") + " is not the queue of a spool of this version.");
        const auto digits = text.substr(magic.size(), 20);
        const auto is_number = std::all_of(digits.begin(), digits.end(), [](char letter) { return letter >= '0' && letter <= '9'; });
        return is_number ? std::max<off_t>(first_line(), static_cast<off_t>(std::strtoll(digits.c_str(), nullptr, 10))) : first_line();
    }

    static std::string head(off_t offset) {
        char text[32];
        std::snprintf(text, sizeof text, "%020lld\n", static_cast<long long>(offset));
        return std::string(magic) + text;
    }

    // In place, which needs no space. Unless it reaches the disk, requests are sent once more under their keys, which has no effect.
    static void move_to(const detail::file& queue, off_t offset) { queue.write(0, head(offset)); }

    static std::optional<request> parse(std::string_view line) {
        try {
            if (line.size() < 10 || std::stoul(std::string(line.substr(0, 8)), nullptr, 16) != detail::crc32(line.substr(9))) return std::nullopt;
            const auto entry = json::parse(line.substr(9));
            return request{entry["method"].text, entry["path"].text, entry["body"].text, entry["key"].text};
        } catch (const std::logic_error&) {
            return std::nullopt;
        }
    }

    std::filesystem::path folder_;
};

/// A write that is stored.
struct written {
    /// The id of the record; of several files that of the first.
    std::string id;
    /// "spooled" on this computer; "buffered", "applying", "committed" or "replicated" at the site.
    std::string state;
    /// Empty while the write is spooled.
    std::string transaction_id;
    /// The answer of the service; null while the write is spooled.
    json record;
    /// Whether the service had it already.
    bool is_repetition = false;
    request sent;
};

/// One raw data file of an execution. Registered again, the same object names the same file.
struct raw_file {
    std::string execution;
    std::string name;
    std::optional<std::string> relative_path{};
    std::optional<std::uint64_t> size_bytes{};
    /// Algorithm and hexadecimal digest, such as "sha256:9f86…".
    std::optional<std::string> checksum{};
    std::optional<std::string> instrument_module{};
    std::string id = new_id();
};

/// What may be said about the start of an execution.
struct start_options {
    /// Default: now.
    std::optional<time_point> start_time{};
    std::optional<std::string> instrument_module{};
    /// A JSON object, such as {"pwv_mm": 0.42}.
    std::optional<std::string> conditions{};
    std::optional<std::string> comment{};
    std::string id = new_id();
};

struct options {
    /// The folder of the spool, on a local disk and of one site; empty: none.
    std::filesystem::path spool{};
    /// Seconds for which a request is repeated while the site is unavailable.
    double patience = 30;
    /// The same of a write before it is spooled.
    double spool_after = 3;
    /// Seconds that one attempt may take.
    double timeout = 10;
};

class execution;

/// A client of one site. Threads may share it; they send one after the other.
class client {
public:
    client(std::string url, const std::string& token, options chosen = {})
        : url_(std::move(url)), token_(token), options_(std::move(chosen)), curl_(curl_easy_init(), curl_easy_cleanup) {
        while (!url_.empty() && url_.back() == '/') url_.pop_back();
        if (url_.rfind("http://", 0) != 0 && url_.rfind("https://", 0) != 0) throw std::invalid_argument(url_ + " is not the address of a site.");
        if (token.empty() || token.find_first_of(" \t\r\n") != std::string::npos) throw std::invalid_argument("The token must be one word.");
        if (curl_ == nullptr) throw error("libcurl cannot be used.");
        if (!options_.spool.empty()) spool_.emplace(options_.spool);
    }

    /// Tries once to deliver what is spooled. What is not delivered waits for the next process.
    ~client() {
        try {
            if (spool_ && !spool_->empty()) deliver(0, std::numeric_limits<double>::infinity());
        } catch (const std::exception&) {
            // It waits.
        }
    }

    client(const client&) = delete;
    client& operator=(const client&) = delete;

    /// Records that a planned unit is being executed.
    written start(int unit, const start_options& more = {}) {
        std::string body = "{\"id\":" + json::quote(more.id) + ",\"obs_unit_id\":" + std::to_string(unit)
            + ",\"start_time\":" + json::quote(utc(more.start_time.value_or(std::chrono::system_clock::now())));
        add(body, "instrument_module", more.instrument_module);
        if (more.conditions) body += (json::parse(*more.conditions), ",\"conditions\":" + *more.conditions);
        add(body, "comment", more.comment);
        return write(more.id, {"POST", "/executed_obs_units/start", body + "}", detail::random_hex(32)});
    }

    /// Records the end of an execution: "completed", "failed" or "aborted".
    written finish(const std::string& execution, const std::string& status = "completed", std::optional<time_point> end_time = std::nullopt) {
        if (status != "completed" && status != "failed" && status != "aborted") throw std::invalid_argument(status + " is no end of an execution.");
        const auto body = "{\"status\":" + json::quote(status) + ",\"end_time\":" + json::quote(utc(end_time.value_or(std::chrono::system_clock::now()))) + "}";
        return write(execution, {"PUT", "/executed_obs_units/" + execution + "/finish", body, detail::random_hex(32)});
    }

    /// Records one raw data file.
    written register_file(const raw_file& file) { return write(file.id, {"POST", "/raw_data_files", body_of(file), detail::random_hex(32)}); }

    /// Records many files, in as few transactions as the service allows; each of them is stored as a whole or not at all.
    std::vector<written> register_files(const std::vector<raw_file>& files) {
        constexpr std::size_t most_files = 10'000;
        constexpr std::size_t most_bytes = 15U << 20;
        std::vector<written> all;
        for (std::size_t next = 0; next < files.size();) {
            const auto first = next;
            auto body = "[" + body_of(files[next++]);
            while (next < files.size() && next - first < most_files) {
                const auto more = body_of(files[next]);
                if (body.size() + more.size() > most_bytes) break;
                body += "," + more;
                ++next;
            }
            all.push_back(write(files[first].id, {"POST", "/raw_data_files/bulk", body + "]", detail::random_hex(32)}));
        }
        return all;
    }

    /// Records an execution around a call: it ends as completed, or as failed when the call throws.
    template <typename Act>
    void execute(int unit, const Act& act, const start_options& more = {});

    /// Reads one path.
    json get(const std::string& path) { return exchange({"GET", path, "", ""}, options_.patience, options_.timeout).body; }

    /// Calls `visit` with all items of a list, page by page, until it returns false.
    void for_each(const std::string& path, const std::function<bool(const json&)>& visit) {
        // The address of the next page is a path from the root of the host.
        const auto root = url_.substr(0, url_.find('/', url_.find("//") + 2));
        for (std::optional<std::string> target = url_ + path; target;) {
            const auto page = exchange_at(*target, {"GET", "", "", ""}, options_.patience, options_.timeout).body;
            for (const auto& item : page["items"].items) {
                if (!visit(item)) return;
            }
            const auto& next = page["next"];
            target = next.kind == json::type::string ? std::optional(root + next.text) : std::nullopt;
        }
    }

    /// Waits until a write is "committed" or "replicated", and returns the transaction. Throws not_reached after `timeout` seconds, or when a person
    /// must decide about the transaction first.
    json wait_until(const written& what, const std::string& state = "replicated", double timeout = 600) {
        if (state != "committed" && state != "replicated") throw std::invalid_argument(state + " cannot be waited for.");
        const auto deadline = detail::now() + timeout;
        const auto transaction = transaction_of(what, deadline);
        std::string now = "unknown";
        for (double left; (left = deadline - detail::now()) > 0;) {
            const auto hold = std::min(left, 30.0);
            char query[64];
            std::snprintf(query, sizeof query, "?wait=%.3f&until=%s", hold, state.c_str());
            auto record = exchange({"GET", "/api/transactions/" + transaction + query, "", ""}, left, hold + options_.timeout).body;
            now = record["state"].text;
            if (now == state || now == "replicated") return record;
            if (now == "failed" || now == "parked" || now == "discarded")
                throw not_reached("Transaction " + transaction + " is " + now + ". " + record["last_error"].text, now);
        }
        throw not_reached("Transaction " + transaction + " is not " + state + ": it is " + now + ".", now);
    }

    /// Delivers what is spooled, in order. Throws unavailable when the site stays unavailable; what is left waits on.
    flushed flush() {
        if (!spool_) return {};
        auto done = deliver(options_.patience, std::numeric_limits<double>::infinity());
        done.waiting = spool_->waiting().size();
        return done;
    }

private:
    struct answer {
        long status = 0;
        std::map<std::string, std::string> headers{};
        std::string text{};
        json body{};
    };

    static void add(std::string& body, const char* name, const std::optional<std::string>& value) {
        if (value) body += ",\"" + std::string(name) + "\":" + json::quote(*value);
    }

    static std::string body_of(const raw_file& file) {
        auto body = "{\"id\":" + json::quote(file.id) + ",\"executed_obs_unit_id\":" + json::quote(file.execution) + ",\"name\":" + json::quote(file.name);
        add(body, "relative_path", file.relative_path);
        if (file.size_bytes) body += ",\"size_bytes\":" + std::to_string(*file.size_bytes);
        add(body, "checksum", file.checksum);
        add(body, "instrument_module", file.instrument_module);
        return body + "}";
    }

    written write(const std::string& id, const request& sent) {
        if (!spool_) return written_of(id, sent, exchange(sent, options_.patience, options_.timeout));
        try {
            if (spool_->empty() || is_delivered()) return written_of(id, sent, exchange(sent, options_.spool_after, options_.timeout));
        } catch (const unavailable&) {
            rest();
        }
        spool_->append(sent);
        return {id, "spooled", "", {}, false, sent};
    }

    /// Tries to deliver what waits, unless that has just failed. A long queue is not waited for.
    bool is_delivered() {
        if (detail::now() < quiet_until_) return false;
        try {
            deliver(0, detail::now() + options_.spool_after);
        } catch (const problem& refusal) {
            if (refusal.is_denial()) throw;
            // Of another request; this one waits behind it.
            rest();
        }
        return spool_->empty();
    }

    /// Delivers nothing for a while, so that not every write waits for a site that is unavailable.
    void rest() {
        quiet_for_ = std::min(30.0, quiet_for_ > 0 ? 2 * quiet_for_ : 1.0);
        quiet_until_ = detail::now() + quiet_for_;
    }

    flushed deliver(double patience, double until) {
        auto done = spool_->deliver([&](const request& each) { exchange(each, patience, options_.timeout); }, until);
        quiet_for_ = 0;
        return done;
    }

    std::string transaction_of(const written& what, double deadline) {
        if (!what.transaction_id.empty()) return what.transaction_id;
        const auto waits = [&] {
            const auto all = spool_->waiting();
            return std::any_of(all.begin(), all.end(), [&](const request& each) { return each.key == what.sent.key; });
        };
        while (spool_ && waits()) {
            if (detail::now() >= deadline) throw not_reached("The write is still spooled.", "spooled");
            deliver(deadline - detail::now(), deadline);
            detail::sleep(0.05);
        }
        // The service has it: sent again, it is answered with its transaction and has no second effect.
        return written_of(what.id, what.sent, exchange(what.sent, std::max(0.0, deadline - detail::now()), options_.timeout)).transaction_id;
    }

    static written written_of(const std::string& id, const request& sent, answer&& got) {
        const auto state = got.body["sync"]["state"].text;
        const auto transaction = got.body["sync"]["transaction_id"].text;
        const auto repeated = got.headers.find("idempotency-replayed");
        const auto is_repetition = repeated != got.headers.end() && repeated->second == "true";
        return {id, state.empty() ? "committed" : state, transaction, std::move(got.body), is_repetition, sent};
    }

    answer exchange(const request& sent, double patience, double timeout) { return exchange_at(url_ + sent.path, sent, patience, timeout); }

    /// Sends a request until it is answered for good. All requests may be repeated: reads have no effect, and writes have their key.
    answer exchange_at(const std::string& target, const request& sent, double patience, double timeout) {
        thread_local std::mt19937 chance{std::random_device{}()};
        const auto deadline = detail::now() + patience;
        for (int attempts = 0;; ) {
            std::string cause;
            double at_least = 0;
            if (auto got = send(target, sent, timeout, cause)) {
                if (got->status < 300) return std::move(*got);
                const auto seconds = got->headers.find("retry-after");
                const problem refusal(got->status, got->body, seconds == got->headers.end() ? 0 : std::strtod(seconds->second.c_str(), nullptr));
                if (!refusal.is_temporary()) throw refusal;
                at_least = refusal.retry_after;
                cause = refusal.what();
            }
            const auto pause = std::max(at_least, std::min(5.0, 0.1 * std::pow(2, std::min(attempts, 10))) * std::uniform_real_distribution<>(0.5, 1)(chance));
            ++attempts;
            if (detail::now() + pause > deadline)
                throw unavailable(url_ + " is unavailable after " + std::to_string(attempts) + " attempts: " + cause);
            detail::sleep(pause);
        }
    }

    /// Sends once. Returns nothing, and says why, when no whole answer came.
    std::optional<answer> send(const std::string& target, const request& sent, double timeout, std::string& cause) {
        const std::lock_guard<std::mutex> held(lock_);
        answer got;
        char message[CURL_ERROR_SIZE] = "";
        auto* const curl = curl_.get();
        curl_easy_reset(curl);
        curl_slist* list = nullptr;
        for (const auto& line : {"Authorization: Bearer " + token_, std::string("Accept: application/json"), std::string("Content-Type: application/json"),
                                 std::string("Expect:"), sent.key.empty() ? std::string("Idempotency-Key:") : "Idempotency-Key: " + sent.key})
            list = curl_slist_append(list, line.c_str());
        const std::unique_ptr<curl_slist, decltype(&curl_slist_free_all)> headers(list, curl_slist_free_all);
        curl_easy_setopt(curl, CURLOPT_URL, target.c_str());
        curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, sent.method.c_str());
        curl_easy_setopt(curl, CURLOPT_HTTPHEADER, headers.get());
        curl_easy_setopt(curl, CURLOPT_USERAGENT, "ccatops-cpp/1.0.0");
        curl_easy_setopt(curl, CURLOPT_PROXY, "");
        curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(curl, CURLOPT_TIMEOUT_MS, static_cast<long>(timeout * 1000));
        curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, message);
        curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, &client::take_body);
        curl_easy_setopt(curl, CURLOPT_WRITEDATA, &got);
        curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, &client::take_header);
        curl_easy_setopt(curl, CURLOPT_HEADERDATA, &got);
        if (sent.method != "GET") {
            curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(sent.body.size()));
            curl_easy_setopt(curl, CURLOPT_POSTFIELDS, sent.body.c_str());
        }
        const auto code = curl_easy_perform(curl);
        curl_easy_getinfo(curl, CURLINFO_RESPONSE_CODE, &got.status);
        if (code != CURLE_OK || got.status < 200) {
            cause = *message != '\0' ? message : curl_easy_strerror(code);
            return std::nullopt;
        }
        if (got.headers.count("content-length") == 0 && got.headers.count("transfer-encoding") == 0) {
            cause = "The answer ended within its headers.";
            return std::nullopt;
        }
        try {
            got.body = json::parse(got.text.empty() ? "{}" : std::string_view(got.text));
        } catch (const std::invalid_argument&) {
            if (got.status < 400) {
                cause = "The answer is not JSON.";
                return std::nullopt;
            }
        }
        return got;
    }

    static std::size_t take_body(char* bytes, std::size_t, std::size_t count, void* target) {
        static_cast<answer*>(target)->text.append(bytes, count);
        return count;
    }

    static std::size_t take_header(char* bytes, std::size_t, std::size_t count, void* target) {
        const std::string_view line(bytes, count);
        const auto colon = line.find(':');
        if (colon != std::string_view::npos) {
            std::string name(line.substr(0, colon));
            std::transform(name.begin(), name.end(), name.begin(), [](unsigned char letter) { return static_cast<char>(std::tolower(letter)); });
            auto value = line.substr(colon + 1);
            value.remove_prefix(std::min(value.find_first_not_of(" \t"), value.size()));
            value.remove_suffix(value.size() - std::min(value.find_last_not_of(" \t\r\n") + 1, value.size()));
            static_cast<answer*>(target)->headers[name] = std::string(value);
        }
        return count;
    }

    std::string url_;
    std::string token_;
    options options_;
    std::optional<ccatops::spool> spool_{};
    double quiet_until_ = 0;
    double quiet_for_ = 0;
    std::mutex lock_{};
    std::unique_ptr<CURL, decltype(&curl_easy_cleanup)> curl_;
};

/// An execution that is recorded by `client::execute`.
class execution {
public:
    execution(client& site, std::string name, time_point start) : id(std::move(name)), client_(site), start_(start) {}

    const std::string id;

    /// Records a file on this computer, with its size and, where a root is given, its path below that folder.
    written file(const std::filesystem::path& path, const std::filesystem::path& root = {}) { return client_.register_file(describe(path, root)); }

    /// Records many files on this computer at once.
    std::vector<written> files(const std::vector<std::filesystem::path>& paths, const std::filesystem::path& root = {}) {
        std::vector<raw_file> described;
        for (const auto& path : paths) described.push_back(describe(path, root));
        return client_.register_files(described);
    }

    /// Records the end before the call ends. A clock that was set back since the start gives the start.
    written finish(const std::string& status = "completed") {
        auto done = client_.finish(id, status, std::max(std::chrono::system_clock::now(), start_));
        is_finished_ = true;
        return done;
    }

private:
    friend class client;

    raw_file describe(const std::filesystem::path& path, const std::filesystem::path& root) const {
        raw_file file{id, path.filename().string()};
        file.size_bytes = std::filesystem::file_size(path);
        if (!root.empty()) file.relative_path = std::filesystem::relative(path, root).string();
        return file;
    }

    client& client_;
    time_point start_;
    bool is_finished_ = false;
};

template <typename Act>
void client::execute(int unit, const Act& act, const start_options& more) {
    auto known = more;
    known.start_time = more.start_time.value_or(std::chrono::system_clock::now());
    start(unit, known);
    execution running(*this, known.id, *known.start_time);
    try {
        act(running);
    } catch (...) {
        try {
            if (!running.is_finished_) running.finish("failed");
        } catch (const error&) {
            // The exception of the call is the one to be seen.
        }
        throw;
    }
    if (!running.is_finished_) running.finish();
}

}  // namespace ccatops
