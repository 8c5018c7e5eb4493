# Flash and RAM of each part of the firmware, from the linker's map. Variable `deepest`: bytes of stack that were used.
#
# A line of the map is an input section, its address, its size and the object it comes from; the first of these may
# stand on a line of its own. Initialised data counts twice: its values lie in flash.

function hex(text,    value, i) {
  value = 0
  for (i = 3; i <= length(text); i++) value = value * 16 + index("123456789abcdef", substr(text, i, 1))
  return value
}

function part(section, object) {
  if (object ~ /mailwire\.o$/) return "mailwire"
  if (object ~ /\/app\/(deliver|attempt|hubspot|bluehornet)\.o$/ && section ~ /^\.bss/) return "lent"
  if (object ~ /libbearssl|\/tls\/|\/anchors\.o$/) return "tls"
  if (object ~ /liblwip|\/ethernet\//) return "ip"
  if (object ~ /\/app\/|\/board\//) return "application"
  return "c"
}

function count(section, size, object) {
  if (size == 0 || output == "") return
  if (output == ".stack") ram["stack"] += size # it is one gap
  else {
    p = section == "*fill*" ? "c" : part(section, object)
    if (output == ".text" || output == ".data") flash[p] += size
    if (output == ".data" || output == ".bss") ram[p] += size
  }
}

function row(name, p) {
  printf "  %-58s %8d %8d\n", name, flash[p], ram[p]
  flashes += flash[p]; rams += ram[p]
}

/^Linker script and memory map/ { began = 1 }
!began { next }
/^\.[a-z]/ { output = ($1 ~ /^\.(text|stack|data|bss)$/) ? $1 : ""; next }
/^ [.*C]/ && NF == 1 { section = $1; next }
/^ \*fill\*/ { count("*fill*", hex($3), ""); next }
/^ (\.|COMMON)/ && NF >= 4 && $2 ~ /^0x/ { count($1, hex($3), $4); next }
/^ +0x/ && NF >= 3 && $2 ~ /^0x/ && section != "" { count(section, hex($2), $3); section = "" }

END {
  printf "  %-58s %8s %8s\n", "bytes of", "flash", "RAM"
  row("mailwire: HubSpot and BlueHornet", "mailwire")
  row("what the application lends it: context, records, buffer", "lent")
  row("TLS: BearSSL, one record of 16 KB, both contexts", "tls")
  row("TCP/IP and Ethernet: lwIP with its pools, LAN9118", "ip")
  row("application, board, measuring", "application")
  row("C library and gaps", "c")
  row("stack (" deepest " used)", "stack")
  printf "  %-58s %8d %8d\n", "all", flashes, rams
}
