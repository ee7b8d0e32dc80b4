#define PY_SSIZE_T_CLEAN
#include <Python.h>
#include <zlib.h>

static PyObject *meter_check(PyObject *self, PyObject *args) {
  const char *bytes;
  Py_ssize_t length;
  if (!PyArg_ParseTuple(args, "y#", &bytes, &length)) return NULL;
  return PyLong_FromUnsignedLong(crc32(0L, (const Bytef *)bytes, (uInt)length));
}

static PyMethodDef methods[] = {
    {"check", meter_check, METH_VARARGS, "The CRC-32 of some bytes."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "meter", NULL, -1, methods};

PyMODINIT_FUNC PyInit_meter(void) { return PyModule_Create(&module); }
