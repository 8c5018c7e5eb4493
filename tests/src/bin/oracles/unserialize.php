<?php
// Reads serialized values, one a line in hex, and writes what unserialize() makes of each: `false`, or the values that are
// no arrays as pairs of path and text, in hex where bytes may be of any kind.
error_reporting(0);

function listed($value, $path, &$list) {
    if (is_array($value) && $value) {
        foreach ($value as $key => $child) {
            listed($child, array_merge($path, [is_int($key) ? bin2hex("item") : bin2hex($key)]), $list);
        }
    } elseif (is_array($value) || $value === null || $value === false) {
        $list[] = [$path, ""];
    } elseif (is_object($value)) {
        $list[] = [$path, bin2hex("object")];
    } elseif (is_string($value)) {
        $list[] = [$path, bin2hex($value)];
    } else {
        $list[] = [$path, bin2hex($value === true ? "1" : substr(serialize($value), 2, -1))];
    }
}

while (($line = fgets(STDIN)) !== false) {
    $serialized = hex2bin(trim($line));
    $value = unserialize($serialized);
    if ($value === false && $serialized !== "b:0;") {
        echo "false\n";
        continue;
    }
    $list = [];
    // An empty array as the whole value has no entries to list.
    if ($value !== []) listed($value, [], $list);
    echo json_encode($list), "\n";
}
