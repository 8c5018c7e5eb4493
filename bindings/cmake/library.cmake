# Has ffi/build make the libraries when a program that links them is built, and again when a Rust source has changed.

set(MAILWIRE_TARGET "" CACHE STRING "Target of rustc, such as thumbv7em-none-eabihf; empty: what the C compiler makes")
set(MAILWIRE_PROFILE "" CACHE STRING "library (speed) or device (size); empty: device where there is no operating system")
set_property(CACHE MAILWIRE_PROFILE PROPERTY STRINGS "" library device)
option(MAILWIRE_INSTALL "Install mailwire with the program" ${PROJECT_IS_TOP_LEVEL})
set(MAILWIRE_CARGO_FOLDER "${CMAKE_CURRENT_BINARY_DIR}/cargo" CACHE PATH "Where cargo keeps what it made")

set(mailwire_target "${MAILWIRE_TARGET}")
if(NOT mailwire_target AND CMAKE_CROSSCOMPILING)
  mailwire_rust_target(mailwire_target)
endif()

set(mailwire_profile "${MAILWIRE_PROFILE}")
if(NOT mailwire_profile)
  if(mailwire_target MATCHES "-none(-|$)")
    set(mailwire_profile device)
  else()
    set(mailwire_profile library)
  endif()
endif()

set(mailwire_include_folder "${CMAKE_CURRENT_SOURCE_DIR}/include")
set(mailwire_library_folder "${CMAKE_CURRENT_BINARY_DIR}/lib")
set(mailwire_files mailwire.o libmailwire.a)
set(mailwire_arguments --profile ${mailwire_profile})
if(mailwire_target)
  list(APPEND mailwire_arguments --target ${mailwire_target})
endif()
if("${CMAKE_SYSTEM_NAME}-${mailwire_target}" MATCHES "^Linux-$|-linux-")
  set(mailwire_shared TRUE)
  list(APPEND mailwire_files libmailwire.so)
else()
  set(mailwire_shared FALSE)
  list(APPEND mailwire_arguments --static-only)
endif()
list(TRANSFORM mailwire_files PREPEND "${mailwire_library_folder}/")

# The tools that CMake found for the target, and the flags that every link of this build has.
set(mailwire_environment "CARGO_TARGET_DIR=${MAILWIRE_CARGO_FOLDER}")
foreach(tool IN ITEMS AR OBJCOPY NM READELF)
  if(CMAKE_${tool})
    list(APPEND mailwire_environment "${tool}=${CMAKE_${tool}}")
  endif()
endforeach()
set(mailwire_link_flags "${CMAKE_C_FLAGS}")
if(CMAKE_SYSROOT)
  string(APPEND mailwire_link_flags " --sysroot=${CMAKE_SYSROOT}")
endif()
if(CMAKE_C_COMPILER_TARGET)
  string(APPEND mailwire_link_flags " ${CMAKE_C_COMPILE_OPTIONS_TARGET}${CMAKE_C_COMPILER_TARGET}")
endif()
list(APPEND mailwire_environment "CC=${CMAKE_C_COMPILER}" "CFLAGS=${mailwire_link_flags}"
  "LDFLAGS=${CMAKE_SHARED_LINKER_FLAGS}")

string(JOIN " " mailwire_comment "Building mailwire with cargo: profile ${mailwire_profile}" ${mailwire_target})
add_custom_command(
  OUTPUT ${mailwire_files}
  COMMAND ${CMAKE_COMMAND} -E env ${mailwire_environment}
    "${CMAKE_CURRENT_SOURCE_DIR}/ffi/build" --out "${mailwire_library_folder}" ${mailwire_arguments}
  DEPFILE "${mailwire_library_folder}/mailwire.d"
  COMMENT "${mailwire_comment}"
  VERBATIM)

# In a program's build the libraries are made where something links them, or where they are to be installed.
set(mailwire_always "")
if(MAILWIRE_INSTALL)
  set(mailwire_always ALL)
endif()
add_custom_target(mailwire_libraries ${mailwire_always} DEPENDS ${mailwire_files})

include("${CMAKE_CURRENT_LIST_DIR}/mailwire-targets.cmake")
mailwire_add_static("${mailwire_include_folder}" "${mailwire_library_folder}")
add_dependencies(mailwire::static mailwire_libraries)
if(mailwire_shared)
  mailwire_add_shared("${mailwire_include_folder}" "${mailwire_library_folder}")
  add_dependencies(mailwire::shared mailwire_libraries)
endif()
